// SPDX-License-Identifier: GPL-2.0-only
/*
 * The work done by calling hv_vmbus, as a driver in the kernel's tree would.
 */
#include <linux/delay.h>
#include <linux/hyperv.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "bench.h"
#include "compat.h"

#define RAW_DEVICES	256u
#define RAW_PAGES	(BENCH_EXTERNAL / HV_HYP_PAGE_SIZE)

/* The transaction id of a request that a thread waits for. */
#define RAW_REQUEST_ID	(BENCH_SLOTS + 1)

/**
 * struct raw_channel - a channel
 * @hv: it
 * @answered: the request that is waited for
 * @reply: its answer
 * @external: descriptor of the external data
 * @requestor: the channel has hv_vmbus's requestor
 */
struct raw_channel {
	struct vmbus_channel *hv;
	struct completion answered;
	u8 reply[64];
	struct vmbus_packet_mpb_array *external;
	bool requestor;
};

/* While they are ours; and all that ever were, referenced. */
static struct hv_device *raw_devices[RAW_DEVICES];
static struct hv_device *raw_known[RAW_DEVICES];

static u32 raw_external_size(void)
{
	return offsetof(struct vmbus_packet_mpb_array, range) +
	       offsetof(struct hv_mpb_array, pfn_array) + RAW_PAGES * sizeof(u64);
}

static void raw_receive(struct bench_channel *ch,
			const struct vmpacket_descriptor *desc)
{
	struct raw_channel *r = ch->priv;

	if (desc->type == VM_PKT_COMP) {
		u64 id = desc->trans_id;

		if (r->requestor)
			id = compat_request_addr(r->hv, id);
		if (id != RAW_REQUEST_ID) {
			bench_completed(ch, id - 1);
			return;
		}
		memcpy(r->reply, hv_pkt_data(desc),
		       min_t(u32, hv_pkt_datalen(desc), sizeof(r->reply)));
		complete(&r->answered);
		return;
	}
	if (desc->flags & VMBUS_DATA_PACKET_FLAG_COMPLETION_REQUESTED)
		vmbus_sendpacket(r->hv, NULL, 0, desc->trans_id, VM_PKT_COMP,
				 0);
	bench_received(ch);
}

static void raw_event(void *context)
{
	struct bench_channel *ch = context;
	struct raw_channel *r = ch->priv;
	struct vmpacket_descriptor *desc;

	foreach_vmbus_pkt(desc, r->hv)
		raw_receive(ch, desc);
}

static struct vmbus_packet_mpb_array *raw_external_make(void *memory)
{
	struct vmbus_packet_mpb_array *desc = kzalloc(raw_external_size(),
						      GFP_KERNEL);
	u32 i;

	if (!desc)
		return NULL;
	desc->rangecount = 1;
	desc->range.len = BENCH_EXTERNAL;
	for (i = 0; i < RAW_PAGES; i++)
		desc->range.pfn_array[i] =
			virt_to_hvpfn(memory + i * HV_HYP_PAGE_SIZE);
	return desc;
}

static void raw_free(struct bench_channel *ch)
{
	struct raw_channel *r = ch->priv;

	kfree(r->external);
	kfree(r);
}

static int raw_open_as(struct bench_channel *ch, bool requestor)
{
	u32 ring = (ch->ring_pages + 1) * HV_HYP_PAGE_SIZE;
	struct raw_channel *r;
	int err;

	if (!raw_devices[ch->index])
		return -ENODEV;
	r = kzalloc(sizeof(*r), GFP_KERNEL);
	if (!r)
		return -ENOMEM;
	ch->priv = r;
	init_completion(&r->answered);
	r->hv = raw_devices[ch->index]->channel;
	r->external = raw_external_make(ch->external);
	r->requestor = requestor && compat_requestor_begin(r->hv, BENCH_SLOTS + 2);
	err = r->external ? vmbus_open(r->hv, ring, ring, NULL, 0, raw_event,
				       ch) : -ENOMEM;
	if (!err)
		return 0;
	compat_requestor_end(r->hv);
	raw_free(ch);
	return err;
}

static int raw_open(struct bench_channel *ch)
{
	return raw_open_as(ch, false);
}

static int raw_open_requestor(struct bench_channel *ch)
{
	return raw_open_as(ch, true);
}

static void raw_close(struct bench_channel *ch)
{
	struct raw_channel *r = ch->priv;

	vmbus_close(r->hv);
	compat_requestor_end(r->hv);
	raw_free(ch);
}

static int raw_send(struct bench_channel *ch, u32 slot, u32 len, bool wait)
{
	struct raw_channel *r = ch->priv;

	return vmbus_sendpacket(r->hv, ch->message, len, slot + 1,
				VM_PKT_DATA_INBAND, wait ?
				VMBUS_DATA_PACKET_FLAG_COMPLETION_REQUESTED :
				0);
}

static int raw_send_external(struct bench_channel *ch, u32 slot, u32 len)
{
	struct raw_channel *r = ch->priv;

	return vmbus_sendpacket_mpb_desc(r->hv, r->external,
					 raw_external_size(), ch->message, len,
					 slot + 1);
}

static int raw_request(struct bench_channel *ch, u32 len)
{
	struct raw_channel *r = ch->priv;
	int err;

	reinit_completion(&r->answered);
	err = vmbus_sendpacket(r->hv, ch->message, len, RAW_REQUEST_ID,
			       VM_PKT_DATA_INBAND,
			       VMBUS_DATA_PACKET_FLAG_COMPLETION_REQUESTED);
	if (!err)
		wait_for_completion(&r->answered);
	return err;
}

static u32 raw_index(const struct hv_device *dev)
{
	const u8 *bytes = (const u8 *)&dev->dev_instance;

	return bytes[14] << 8 | bytes[15];
}

static int raw_probe(struct hv_device *dev, const struct hv_vmbus_device_id *id)
{
	u32 index = raw_index(dev);

	if (index >= RAW_DEVICES)
		return -ENODEV;
	raw_devices[index] = dev;
	if (!raw_known[index]) {
		get_device(&dev->device);
		raw_known[index] = dev;
	}
	return 0;
}

static COMPAT_REMOVE_RESULT raw_remove(struct hv_device *dev)
{
	raw_devices[raw_index(dev)] = NULL;
	return COMPAT_REMOVE_VALUE;
}

static const struct hv_vmbus_device_id raw_ids[] = {
	{ .guid = GUID_INIT(0x9c2f3a54, 0x6d1e, 0x4b0b, 0x8a, 0x57,
			    0x6b, 0x6d, 0x63, 0x6c, 0x74, 0x31) },
	{ }
};

static struct hv_driver raw_driver = {
	.name = "kmcl_bench_raw",
	.id_table = raw_ids,
	.probe = raw_probe,
	.remove = raw_remove,
};

static int raw_begin(void)
{
	return vmbus_driver_register(&raw_driver);
}

static void raw_end(void)
{
	vmbus_driver_unregister(&raw_driver);
}

static void raw_events(u32 index, struct bench_events *events)
{
	const struct vmbus_channel *hv = raw_known[index]->channel;

	events->signals = hv->sig_events;
	events->interrupts = hv->interrupts;
}

const struct bench_side bench_raw = {
	.name = "raw",
	.begin = raw_begin,
	.end = raw_end,
	.open = raw_open,
	.close = raw_close,
	.send = raw_send,
	.send_external = raw_send_external,
	.request = raw_request,
	.events = raw_events,
};
EXPORT_SYMBOL_GPL(bench_raw);

const struct bench_side bench_requestor = {
	.name = "requestor",
	.begin = raw_begin,
	.end = raw_end,
	.open = raw_open_requestor,
	.close = raw_close,
	.send = raw_send,
	.send_external = raw_send_external,
	.request = raw_request,
	.events = raw_events,
};
EXPORT_SYMBOL_GPL(bench_requestor);

static void __exit raw_exit(void)
{
	u32 i;

	for (i = 0; i < RAW_DEVICES; i++)
		if (raw_known[i])
			put_device(&raw_known[i]->device);
}
module_exit(raw_exit);

MODULE_DESCRIPTION("What benchmarks of KMCL compare with: plain hv_vmbus");
MODULE_AUTHOR("The vmbkmcl authors");
MODULE_LICENSE("GPL");
