# SPDX-License-Identifier: GPL-2.0-only
# Objects of the framework in vmbkmcl.ko, relative to vmbkmcl/.
wdf-y := wdf/attributes.o wdf/collection.o wdf/control_device.o wdf/device.o wdf/device_interface.o wdf/dpc.o
wdf-y += wdf/driver.o wdf/driver_list.o wdf/file.o wdf/lock.o wdf/lookaside.o wdf/memory.o
wdf-y += wdf/idle.o wdf/object.o wdf/offered.o wdf/plain.o wdf/pnp.o wdf/power.o wdf/preprocess.o
wdf-y += wdf/property.o wdf/query_interface.o
wdf-y += wdf/queue.o wdf/queue_call.o wdf/queue_create.o wdf/queue_retrieve.o
wdf-y += wdf/queue_route.o wdf/queue_stop.o wdf/registry.o wdf/registry_value.o
wdf-y += wdf/request.o wdf/request_buffer.o wdf/request_create.o wdf/request_format.o
wdf-y += wdf/request_send.o wdf/request_user.o wdf/sending.o wdf/span.o
wdf-y += wdf/string.o wdf/sync.o wdf/target.o wdf/target_format.o wdf/target_open.o
wdf-y += wdf/target_state.o wdf/target_sync.o wdf/timer.o wdf/workitem.o
