// SPDX-License-Identifier: GPL-2.0-only
/*
 * outside.c - what is seen of vmbkmcl when nothing happens: the drivers and their
 * devices in debugfs; lines in the log about a type that nothing offers, and about a
 * channel that a module has left behind.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#ifdef CONFIG_HYPERVISOR_GUEST
#include <asm/hypervisor.h>
#elif IS_ENABLED(CONFIG_HYPERV)
#include <asm/mshyperv.h>
#endif

#include "core/debugfs.h"
#include "core/offer.h"
#include "core/state.h"
#include "outside.h"

/* How long a channel or a driver may wait for a device without a word. */
#define QUIET_AFTER	(10 * HZ)

static void quiet_look(struct work_struct *work);
static DECLARE_DELAYED_WORK(quiet_work, quiet_look);

bool vmbkmcl_on_hyperv(void)
{
#ifdef CONFIG_HYPERVISOR_GUEST
	return hypervisor_is_type(X86_HYPER_MS_HYPERV);
#elif IS_ENABLED(CONFIG_HYPERV)
	/* Of arm64. */
	return hv_is_hyperv_initialized();
#else
	return false;
#endif
}

static void show_driver(void *arg, const char *name)
{
	seq_printf(arg, " %s", name);
}

static void show_device(void *arg, const struct vmbkmcl_transport *transport,
			const guid_t *instance, const char *holder)
{
	seq_printf(arg, "\t%s %pUl %s\n", transport->name, instance,
		   holder ? holder : "-");
}

/* Each type that is waited for, its drivers; its devices, and who has them. */
static int drivers_show(struct seq_file *file, void *unused)
{
	unsigned int count, i;
	guid_t *types;

	types = vmbkmcl_watched_types(&count);
	if (!types)
		return -ENOMEM;
	for (i = 0; i < count; i++) {
		seq_printf(file, "%pUl", &types[i]);
		vmbkmcl_drivers_visit(&types[i], show_driver, file);
		seq_putc(file, '\n');
		vmbkmcl_devices_visit(&types[i], show_device, file);
	}
	kfree(types);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(drivers);

static void count_device(void *arg, const struct vmbkmcl_transport *transport,
			 const guid_t *instance, const char *holder)
{
	unsigned int *count = arg;

	(*count)++;
}

static void tell_quiet(const guid_t *type)
{
	unsigned int count = 0;

	vmbkmcl_devices_visit(type, count_device, &count);
	if (count)
		return;
	if (vmbkmcl_on_hyperv() && !vmbkmcl_transport_is_there("hv"))
		pr_info("a driver waits for a device of type %pUl, and vmbkmcl_hv is not loaded\n",
			type);
	else
		pr_info("a driver waits for a device of type %pUl, which nothing offers\n",
			type);
}

static void quiet_look(struct work_struct *work)
{
	unsigned long left;
	guid_t type;

	while (vmbkmcl_watch_aged(QUIET_AFTER, &type, &left))
		tell_quiet(&type);
	if (left)
		schedule_delayed_work(&quiet_work, left);
}

/* If the work is queued already it runs earlier, and queues itself again. */
static void watch_begun(void)
{
	schedule_delayed_work(&quiet_work, QUIET_AFTER);
}

static void tell_left_behind(struct vmbkmcl_channel *channel, void *arg)
{
	struct module *module = arg;

	if (!within_module((unsigned long)channel->caller, module))
		return;
	pr_warn("channel %u (%s): %s is unloaded and has not called VmbChannelCleanup (state %s)\n",
		channel->id, channel->config.name, module_name(module),
		vmbkmcl_state_name(READ_ONCE(channel->state)));
	/* The next module may get the same addresses. */
	channel->caller = NULL;
}

/* The function that called is about to be freed, and the module stays. */
static void keep_caller(struct vmbkmcl_channel *channel, void *arg)
{
	struct module *module = arg;

	if (within_module_init((unsigned long)channel->caller, module))
		channel->caller = module;
}

/* After the module's init or exit, and before the memory of that is freed. */
static int module_event(struct notifier_block *nb, unsigned long action, void *data)
{
	if (action == MODULE_STATE_LIVE)
		vmbkmcl_channels_visit(keep_caller, data);
	else if (action == MODULE_STATE_GOING)
		vmbkmcl_channels_visit(tell_left_behind, data);
	return NOTIFY_OK;
}

static struct notifier_block module_notifier = {
	.notifier_call = module_event,
};

int vmbkmcl_outside_init(void)
{
	int error = register_module_notifier(&module_notifier);

	if (error)
		return error;
	debugfs_create_file("drivers", 0400, vmbkmcl_debugfs_root(), NULL, &drivers_fops);
	vmbkmcl_watch_tell(watch_begun);
	return 0;
}

void vmbkmcl_outside_exit(void)
{
	vmbkmcl_watch_tell(NULL);
	cancel_delayed_work_sync(&quiet_work);
	unregister_module_notifier(&module_notifier);
}
