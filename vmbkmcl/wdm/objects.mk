# SPDX-License-Identifier: GPL-2.0-only
# Objects of the driver model in vmbkmcl.ko, relative to vmbkmcl/.
wdm-y := wdm/buffer.o wdm/control.o wdm/csq.o wdm/device.o wdm/file.o wdm/glue.o wdm/glue_root.o
wdm-y += wdm/interface.o wdm/irp.o wdm/irp_build.o wdm/name.o wdm/node.o wdm/object.o wdm/pdo.o wdm/property.o wdm/registry.o
wdm-y += wdm/registry_query.o wdm/request.o
wdm-y += wdm/security.o wdm/send.o wdm/transfer.o wdm/workitem.o
