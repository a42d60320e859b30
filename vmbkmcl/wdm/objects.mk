# SPDX-License-Identifier: GPL-2.0-only
# Objects of the driver model in vmbkmcl.ko, relative to vmbkmcl/.
wdm-y := wdm/buffer.o wdm/control.o wdm/csq.o wdm/device.o wdm/error_log.o wdm/file.o wdm/folder.o wdm/forget.o wdm/glue.o
wdm-y += wdm/glue_root.o
wdm-y += wdm/interface.o wdm/irp.o wdm/irp_build.o wdm/irp_facts.o wdm/name.o wdm/node.o wdm/notify.o wdm/object.o wdm/opener.o wdm/pdo.o wdm/power.o wdm/property.o
wdm-y += wdm/registry.o wdm/registry_data.o wdm/registry_device.o wdm/registry_key.o
wdm-y += wdm/registry_path.o wdm/registry_query.o wdm/registry_tree.o wdm/registry_value.o
wdm-y += wdm/request.o
wdm-y += wdm/security.o wdm/send.o wdm/target_change.o wdm/transfer.o wdm/wmi.o wdm/workitem.o
