# SPDX-License-Identifier: GPL-2.0-only
# Objects of the framework in vmbkmcl.ko, relative to vmbkmcl/.
wdf-y := wdf/collection.o wdf/control_device.o wdf/device.o wdf/device_interface.o wdf/dpc.o
wdf-y += wdf/driver.o wdf/driver_list.o wdf/file.o wdf/object.o wdf/plain.o wdf/pnp.o
wdf-y += wdf/lock.o wdf/queue.o wdf/queue_call.o wdf/queue_create.o wdf/queue_retrieve.o
wdf-y += wdf/queue_route.o wdf/queue_stop.o wdf/registry.o wdf/request.o wdf/request_user.o
wdf-y += wdf/memory.o wdf/request_buffer.o wdf/string.o wdf/sync.o wdf/timer.o wdf/workitem.o
