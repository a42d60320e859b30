// SPDX-License-Identifier: GPL-2.0-only
/*
 * device.c - binding to the test devices that the host offers.
 */
#include <linux/module.h>
#include <linux/slab.h>

#include "plain.h"

/* Protects plain_devices and plain_generation. */
static DEFINE_MUTEX(plain_list_lock);
static LIST_HEAD(plain_devices);
static u32 plain_generation;

static u32 instance_index(const guid_t *instance)
{
	return instance->b[14] << 8 | instance->b[15];
}

static void device_release(struct kref *ref)
{
	struct plain_device *dev = container_of(ref, struct plain_device, ref);
	struct plain_channel *sub, *next;

	list_for_each_entry_safe(sub, next, &dev->subchannels, node) {
		plain_channel_destroy(sub);
		kfree(sub);
	}
	plain_channel_destroy(&dev->primary);
	kfree(dev);
}

void plain_device_put(struct plain_device *dev)
{
	kref_put(&dev->ref, device_release);
}

/* The bound device of that index, with a reference; NULL when there is none. */
struct plain_device *plain_device_get(u32 index)
{
	struct plain_device *dev, *found = NULL;

	mutex_lock(&plain_list_lock);
	list_for_each_entry(dev, &plain_devices, node) {
		if (dev->index == index) {
			kref_get(&dev->ref);
			found = dev;
			break;
		}
	}
	mutex_unlock(&plain_list_lock);
	return found;
}

/* Bound devices that are not pipes. */
u32 plain_device_count(void)
{
	struct plain_device *dev;
	u32 count = 0;

	mutex_lock(&plain_list_lock);
	list_for_each_entry(dev, &plain_devices, node)
		if (!plain_device_pipe(dev))
			count++;
	mutex_unlock(&plain_list_lock);
	return count;
}

bool plain_device_pipe(const struct plain_device *dev)
{
	return dev->index >= KMCLTEST_PIPE_INDEX;
}

/* Runs in a workqueue of hv_vmbus; the channel may be opened right here. */
static void subchannel_arrived(struct vmbus_channel *chan)
{
	struct vmbus_channel *primary = chan->primary_channel;
	struct plain_device *dev = hv_get_drvdata(primary->device_obj);
	struct plain_channel *sub;
	int err;

	if (!dev)
		return;
	sub = kzalloc(sizeof(*sub), GFP_KERNEL);
	if (!sub)
		return;
	plain_channel_init(sub, dev);
	sub->subchannel = chan->offermsg.offer.sub_channel_index;

	mutex_lock(&dev->lock);
	err = dev->hdev ? plain_channel_open(sub, chan, NULL) : -ENODEV;
	if (!err)
		list_add_tail(&sub->node, &dev->subchannels);
	mutex_unlock(&dev->lock);

	if (err) {
		dev_warn(&primary->device_obj->device,
			 "subchannel %u cannot be opened: %d\n",
			 sub->subchannel, err);
		kfree(sub);
		return;
	}
	wake_up_all(&dev->arrived);
}

static int plain_probe(struct hv_device *hdev,
		       const struct hv_vmbus_device_id *id)
{
	struct plain_device *dev;
	int err;

	dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	if (!dev)
		return -ENOMEM;
	kref_init(&dev->ref);
	mutex_init(&dev->lock);
	INIT_LIST_HEAD(&dev->subchannels);
	init_waitqueue_head(&dev->arrived);
	dev->hdev = hdev;
	dev->index = instance_index(&hdev->dev_instance);
	plain_channel_init(&dev->primary, dev);

	hv_set_drvdata(hdev, dev);
	/* Before the host can have been asked for any. */
	vmbus_set_sc_create_callback(hdev->channel, subchannel_arrived);
	err = plain_channel_open(&dev->primary, hdev->channel, NULL);
	if (err) {
		dev_err(&hdev->device, "the channel cannot be opened: %d\n",
			err);
		hv_set_drvdata(hdev, NULL);
		plain_device_put(dev);
		return err;
	}

	mutex_lock(&plain_list_lock);
	dev->generation = ++plain_generation;
	list_add_tail(&dev->node, &plain_devices);
	mutex_unlock(&plain_list_lock);
	return 0;
}

/*
 * Also runs when the host has rescinded the offer.  dev->lock is not held while
 * the channel closes: that waits for subchannels whose arrival is still being
 * handled, which takes the lock.
 */
static COMPAT_REMOVE_RESULT plain_remove(struct hv_device *hdev)
{
	struct plain_device *dev = hv_get_drvdata(hdev);
	struct plain_channel *sub;

	mutex_lock(&plain_list_lock);
	list_del(&dev->node);
	mutex_unlock(&plain_list_lock);

	vmbus_set_sc_create_callback(hdev->channel, NULL);
	mutex_lock(&dev->lock);
	dev->hdev = NULL;
	mutex_unlock(&dev->lock);

	/* From here on no subchannel is added, opened or closed. */
	list_for_each_entry(sub, &dev->subchannels, node)
		plain_channel_detach(sub);
	plain_channel_detach(&dev->primary);
	/* Closes the subchannels too. */
	vmbus_close(hdev->channel);
	list_for_each_entry(sub, &dev->subchannels, node)
		plain_channel_finish(sub);
	plain_channel_finish(&dev->primary);

	hv_set_drvdata(hdev, NULL);
	wake_up_all(&dev->arrived);
	plain_device_put(dev);
	return COMPAT_REMOVE_VALUE;
}

static const struct hv_vmbus_device_id plain_ids[] = {
	{ .guid = { .b = KMCLTEST_TYPE_BYTES } },
	{ },
};
MODULE_DEVICE_TABLE(vmbus, plain_ids);

static struct hv_driver plain_driver = {
	.name = "kmcltest_plain",
	.id_table = plain_ids,
	.probe = plain_probe,
	.remove = plain_remove,
	.driver = {
		.probe_type = PROBE_PREFER_ASYNCHRONOUS,
	},
};

int plain_driver_register(void)
{
	return vmbus_driver_register(&plain_driver);
}

void plain_driver_unregister(void)
{
	vmbus_driver_unregister(&plain_driver);
}
