# SPDX-License-Identifier: GPL-2.0-only
# Channels and packets, relative to vmbkmcl/.
core-y := core/announce.o core/answer.o core/channel.o core/debugfs.o core/driver.o core/end.o \
	core/external_in.o core/external_out.o core/gpadl.o core/handle.o \
	core/incoming.o core/inflight.o core/kick.o core/mapping.o core/offer.o \
	core/packet.o core/restore.o core/rx.o core/save.o core/server.o \
	core/state.o core/trace.o core/tx.o core/watch.o

# The tracepoint header includes itself by name.
CFLAGS_core/trace.o := -I$(src)/core
