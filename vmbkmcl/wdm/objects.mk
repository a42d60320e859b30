# SPDX-License-Identifier: GPL-2.0-only
# Objects of the driver model in vmbkmcl.ko, relative to vmbkmcl/.
wdm-y := wdm/device.o wdm/glue.o wdm/irp.o wdm/node.o wdm/pdo.o
