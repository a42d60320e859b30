// SPDX-License-Identifier: GPL-2.0-only
/*
 * dsdt.asl - the devices of the machine: processors, the VMBus, below the module device
 * whose memory windows it hands out, two serial ports, and a place for a disk.
 *
 * iasl makes dsdt.hex of this, an array that acpi.c puts into the guest. No option of
 * vmbhost changes anything here: which of the processors there are is in the MADT. All
 * that accesses memory is coherent (_CCA), or it would have no DMA.
 */
#include "dsdt.h"

DefinitionBlock ("", "DSDT", 2, "VMBHST", "VMBHOST ", 1)
{
	Scope (\_SB)
	{
		Device (CPU0) { Name (_HID, "ACPI0007") Name (_UID, 0) }
		Device (CPU1) { Name (_HID, "ACPI0007") Name (_UID, 1) }
		Device (CPU2) { Name (_HID, "ACPI0007") Name (_UID, 2) }
		Device (CPU3) { Name (_HID, "ACPI0007") Name (_UID, 3) }
		Device (CPU4) { Name (_HID, "ACPI0007") Name (_UID, 4) }
		Device (CPU5) { Name (_HID, "ACPI0007") Name (_UID, 5) }
		Device (CPU6) { Name (_HID, "ACPI0007") Name (_UID, 6) }
		Device (CPU7) { Name (_HID, "ACPI0007") Name (_UID, 7) }

		Device (VMOD)
		{
			Name (_HID, "ACPI0004")
			Name (_UID, 0)
			Name (_CRS, ResourceTemplate ()
			{
				QWordMemory (ResourceProducer, PosDecode, MinFixed, MaxFixed,
					NonCacheable, ReadWrite,
					0, GPA_MMIO_LOW, GPA_MMIO_LOW_LAST, 0, GPA_MMIO_LOW_SIZE)
				QWordMemory (ResourceProducer, PosDecode, MinFixed, MaxFixed,
					NonCacheable, ReadWrite,
					0, GPA_MMIO_HIGH, GPA_MMIO_HIGH_LAST, 0, GPA_MMIO_HIGH_SIZE)
			})

			Device (VMBS)
			{
				// Five characters, as on Hyper-V: ACPI has seven or eight.
				Name (_HID, "VMBus")
				Name (_UID, 0)
				Name (_STA, 0x0F)
				Name (_CCA, 1)
				Name (_CRS, ResourceTemplate ()
				{
					Interrupt (ResourceConsumer, Edge, ActiveHigh, Exclusive)
						{ INTID_VMBUS }
				})
			}
		}

		// Linux's name of virtio's registers in memory.
		Device (DISK)
		{
			Name (_HID, "LNRO0005")
			Name (_UID, 0)
			Name (_CCA, 1)
			Name (_CRS, ResourceTemplate ()
			{
				Memory32Fixed (ReadWrite, GPA_DISK, GPA_DISK_SIZE)
				Interrupt (ResourceConsumer, Level, ActiveHigh, Exclusive) { IRQ_DISK }
			})
		}

		Device (COM1)
		{
			Name (_HID, EisaId ("PNP0501"))
			Name (_UID, 0)
			Name (_CRS, ResourceTemplate ()
			{
				Memory32Fixed (ReadWrite, GPA_COM1, GPA_COM_SIZE)
				Interrupt (ResourceConsumer, Level, ActiveHigh, Exclusive) { IRQ_COM1 }
			})
		}

		Device (COM2)
		{
			Name (_HID, EisaId ("PNP0501"))
			Name (_UID, 1)
			Name (_CRS, ResourceTemplate ()
			{
				Memory32Fixed (ReadWrite, GPA_COM2, GPA_COM_SIZE)
				Interrupt (ResourceConsumer, Level, ActiveHigh, Exclusive) { IRQ_COM2 }
			})
		}
	}
}
