// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - vmbkmcl_hv: KMCL channels over the rings of hv_vmbus.
 *
 * In an isolated (confidential) virtual machine the host sees only memory that was
 * shared on purpose. hv_vmbus shares the rings; external data is copied (external.c),
 * and GPADLs are limited (gpadl.c). The log says once what cannot be done there.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>

#include <vmbkmcl_version.h>

#include "../compat/export.h"
#include "../ring/wire.h"
#include "hv.h"

/* The core uses the layout of wire.h, the host and hv_vmbus that of linux/hyperv.h. */
static_assert(PAGE_SIZE == VMBUS_PAGE_SIZE);
static_assert(HV_HYP_PAGE_SIZE == VMBUS_PAGE_SIZE);
#define SAME_OFFSET(ours, our_member, theirs, their_member) \
	static_assert(offsetof(struct ours, our_member) == \
		      offsetof(struct theirs, their_member))
SAME_OFFSET(vmbus_ring_header, write_index, hv_ring_buffer, write_index);
SAME_OFFSET(vmbus_ring_header, read_index, hv_ring_buffer, read_index);
SAME_OFFSET(vmbus_ring_header, interrupt_mask, hv_ring_buffer, interrupt_mask);
SAME_OFFSET(vmbus_ring_header, pending_send_sz, hv_ring_buffer, pending_send_sz);
SAME_OFFSET(vmbus_ring_header, feature_bits, hv_ring_buffer, feature_bits);
static_assert(offsetof(struct hv_ring_buffer, buffer) == VMBUS_PAGE_SIZE);
static_assert(sizeof(struct vmbus_packet) == sizeof(struct vmpacket_descriptor));
SAME_OFFSET(vmbus_packet, type, vmpacket_descriptor, type);
SAME_OFFSET(vmbus_packet, offset8, vmpacket_descriptor, offset8);
SAME_OFFSET(vmbus_packet, len8, vmpacket_descriptor, len8);
SAME_OFFSET(vmbus_packet, flags, vmpacket_descriptor, flags);
SAME_OFFSET(vmbus_packet, id, vmpacket_descriptor, trans_id);
static_assert(sizeof(struct vmbus_packet) + sizeof(struct vmbus_gpa_direct) ==
	      offsetof(struct vmbus_packet_mpb_array, range));
static_assert(sizeof(struct vmbus_packet) +
	      offsetof(struct vmbus_gpa_direct, range_count) ==
	      offsetof(struct vmbus_packet_mpb_array, rangecount));
SAME_OFFSET(vmbus_gpa_range, length, gpa_range, byte_count);
SAME_OFFSET(vmbus_gpa_range, offset, gpa_range, byte_offset);
SAME_OFFSET(vmbus_gpa_range, pfn, gpa_range, pfn_array);
static_assert((int)VMBUS_PACKET_IN_BAND == (int)VM_PKT_DATA_INBAND);
static_assert((int)VMBUS_PACKET_TRANSFER_PAGES ==
	      (int)VM_PKT_DATA_USING_XFER_PAGES);
static_assert((int)VMBUS_PACKET_GPA_DIRECT == (int)VM_PKT_DATA_USING_GPA_DIRECT);
static_assert((int)VMBUS_PACKET_COMPLETION == (int)VM_PKT_COMP);
static_assert(VMBUS_PACKET_COMPLETION_REQUESTED ==
	      VMBUS_DATA_PACKET_FLAG_COMPLETION_REQUESTED);

/* Log once why a device may be missing, or a channel cannot be opened. */
static void say_isolated(void)
{
	if (!vmbkmcl_compat_hv_isolated())
		return;
	if (!vmbkmcl_compat_hv_dma_copies())
		pr_warn("this kernel does not copy for DMA in an isolated (confidential) virtual machine: no channel can be opened\n");
	else
		pr_info("in this isolated (confidential) virtual machine external data is copied, and hv_vmbus does not show devices of types that it does not know\n");
}

static const struct vmbkmcl_transport_ops hv_ops = {
	.watch		= vmbkmcl_hv_watch,
	.unwatch	= vmbkmcl_hv_unwatch,
	.forget		= vmbkmcl_hv_forget,
	.visit		= vmbkmcl_hv_visit,
	.open		= vmbkmcl_hv_open,
	.close		= vmbkmcl_hv_close,
	.release	= vmbkmcl_hv_release,
	.signal		= vmbkmcl_hv_signal,
	.external_map	= vmbkmcl_hv_external_map,
	.external_unmap	= vmbkmcl_hv_external_unmap,
	.gpadl_create	= vmbkmcl_hv_gpadl_create,
	.gpadl_destroy	= vmbkmcl_hv_gpadl_destroy,
	.mmio		= vmbkmcl_hv_mmio,
	.latency	= vmbkmcl_hv_latency,
};

struct vmbkmcl_transport vmbkmcl_hv_transport = {
	.name	= "hv",
	.owner	= THIS_MODULE,
	.ops	= &hv_ops,
};

struct workqueue_struct *vmbkmcl_hv_wq;

static int __init hv_init(void)
{
	int error;

	/*
	 * Where hv_vmbus is built in, this module can be loaded on any machine. And on
	 * Hyper-V there is no VMBus in the root partition, or with an old host.
	 */
	if (!vmbkmcl_compat_hv_bus_exists())
		return -ENODEV;

	say_isolated();

	vmbkmcl_hv_wq = alloc_workqueue("vmbkmcl_hv", WQ_UNBOUND, 0);
	if (!vmbkmcl_hv_wq)
		return -ENOMEM;
	error = vmbkmcl_hv_hibernate_init();
	if (error)
		goto out_wq;
	error = vmbkmcl_transport_register(&vmbkmcl_hv_transport);
	if (error)
		goto out_types;
	return 0;

	/* A type that was watched before the one that failed may have devices by now. */
out_types:
	vmbkmcl_hv_hibernate_exit();
	vmbkmcl_hv_types_exit();
out_wq:
	destroy_workqueue(vmbkmcl_hv_wq);
	return error;
}

static void __exit hv_exit(void)
{
	vmbkmcl_transport_unregister(&vmbkmcl_hv_transport);
	vmbkmcl_hv_hibernate_exit();
	vmbkmcl_hv_types_exit();
	destroy_workqueue(vmbkmcl_hv_wq);
}

module_init(hv_init);
module_exit(hv_exit);

MODULE_DESCRIPTION("KMCL transport over the VMBus of a Hyper-V guest");
MODULE_AUTHOR("The vmbkmcl authors");
MODULE_LICENSE("GPL");
MODULE_VERSION(VMBKMCL_VERSION);
VMBKMCL_IMPORT();
