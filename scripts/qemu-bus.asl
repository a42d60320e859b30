// SPDX-License-Identifier: GPL-2.0-only
/*
 * qemu-bus.asl - what QEMU's VMBus lacks in ACPI
 *
 * hv_vmbus looks for its MMIO space in the resources of the bus's ancestors, up
 * to the root. A Hyper-V always has some; QEMU's bus has none, and 5.10, when it
 * comes to the root, dereferences that as if it were a device. The
 * space stays unused: the devices that QEMU offers on the bus claim none.
 */
DefinitionBlock ("", "SSDT", 2, "VMBKML", "QEMUVMBS", 1)
{
	Scope (\_SB)
	{
		Name (_CRS, ResourceTemplate ()
		{
			QWordMemory (ResourceProducer, PosDecode, MinFixed, MaxFixed,
				NonCacheable, ReadWrite,
				0, 0xFE0000000, 0xFEFFFFFFF, 0, 0x10000000)
		})
	}
}
