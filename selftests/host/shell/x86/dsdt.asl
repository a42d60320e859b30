// SPDX-License-Identifier: GPL-2.0-only
/*
 * dsdt.asl - the devices of the machine: the VMBus, below the module device
 * whose memory windows it hands out, two serial ports, and a place for a disk.
 *
 * iasl makes dsdt.hex of this, an array that acpi.c puts into the guest. No
 * option of vmbhost changes anything here: what depends on one is in the MADT.
 */
#include "dsdt.h"

DefinitionBlock ("", "DSDT", 2, "VMBHST", "VMBHOST ", 1)
{
	Scope (\_SB)
	{
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
				// Empty: without one hv_vmbus looks at no ancestor for windows.
				Name (_CRS, ResourceTemplate () { })
			}
		}

		// Linux's name of virtio's registers in memory.
		Device (DISK)
		{
			Name (_HID, "LNRO0005")
			Name (_UID, 0)
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
				IO (Decode16, PORT_COM1, PORT_COM1, 1, PORT_COM_SIZE)
				IRQNoFlags () { IRQ_COM1 }
			})
		}

		Device (COM2)
		{
			Name (_HID, EisaId ("PNP0501"))
			Name (_UID, 1)
			Name (_CRS, ResourceTemplate ()
			{
				IO (Decode16, PORT_COM2, PORT_COM2, 1, PORT_COM_SIZE)
				IRQNoFlags () { IRQ_COM2 }
			})
		}
	}

	Name (\_S5, Package () { SLEEP_TYPE_S5, SLEEP_TYPE_S5 })
}
