// SPDX-License-Identifier: GPL-2.0-only
/*
 * inherit.c - what a VMBus channel keeps when its driver changes.
 *
 * hv_vmbus resets none of this when a driver leaves a device:
 *
 *	chn_rescind_callback		uio_hv_generic sets it, and never clears it. On
 *	change_target_cpu_callback	a rescind, and when the channel moves to another
 *	sc_creation_callback		CPU or is offered a subchannel, hv_vmbus calls
 *					code that may be unloaded, and that takes our
 *					driver data for its own.
 *	callback_mode			Whether hv_vmbus looks into the ring, and
 *	low_latency			whether it leaves signals to the host's monitor.
 *	onchannel_callback		Replaced when the channel is opened.
 *	mmap_ring_buffer		Maps the rings for user space, where kernels have
 *					it. uio_hv_generic hides its sysfs file again when
 *					it is unbound.
 *	max_pkt_size			A buffer for receiving by hv_vmbus's own functions,
 *					which we do not call.
 *	rqstor_size and the callbacks	For sending by them.
 *	of the requestor
 */
#include "hv.h"

void vmbkmcl_hv_inherit_nothing(struct vmbus_channel *vmbus)
{
	vmbus_set_chn_rescind_callback(vmbus, NULL);
	vmbus_set_sc_create_callback(vmbus, NULL);
	vmbus->change_target_cpu_callback = NULL;
}

/* 0 would be hv_vmbus's default, 4096. */
#define COPIES_LEAST	8

/*
 * HV_CALL_DIRECT: hv_vmbus calls the callback at every interrupt, and neither masks nor
 * checks the ring, for which it would use its own indices instead of the core's.
 */
void vmbkmcl_hv_settings_apply(struct hv_offer *hv)
{
	struct vmbus_channel *vmbus = hv->device->channel;

	hv->former_mode = vmbus->callback_mode;
	hv->former_low_latency = vmbus->low_latency;
	hv->former_copies = vmbkmcl_compat_hv_copies(vmbus, COPIES_LEAST);
	set_channel_read_mode(vmbus, HV_CALL_DIRECT);
}

void vmbkmcl_hv_settings_restore(struct hv_offer *hv)
{
	struct vmbus_channel *vmbus = hv->device->channel;

	set_channel_read_mode(vmbus, hv->former_mode);
	vmbus->low_latency = hv->former_low_latency;
	vmbkmcl_compat_hv_copies(vmbus, hv->former_copies);
}
