# SPDX-License-Identifier: GPL-2.0-only
# Objects of the porting layer in vmbkmcl.ko, relative to vmbkmcl/.
nt-y := nt/ansi.o nt/bitmap.o nt/bus_device.o nt/calendar.o nt/debug.o nt/dpc.o nt/ex_timer.o nt/file.o nt/format.o \
	nt/handle.o nt/irql.o nt/jump.o nt/lookaside.o nt/main.o nt/mdl.o nt/mdl_alloc.o \
	nt/mutex.o nt/pool.o nt/processor.o nt/program_event.o nt/random.o nt/resource.o nt/rundown.o nt/runtime.o \
	nt/seh.o nt/spinlock.o nt/status.o nt/strsafe.o nt/strsafe_copy.o nt/sysinfo.o \
	nt/table.o nt/thread.o nt/time.o nt/timer.o nt/unicode.o nt/utf8.o nt/wait.o \
	nt/window.o nt/workitem.o nt/wpp.o
alone-y += nt/debug.o nt/jump.o
OBJECT_FILES_NON_STANDARD_jump.o := y
