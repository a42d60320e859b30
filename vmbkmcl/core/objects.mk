# SPDX-License-Identifier: GPL-2.0-only
# Channels and packets, relative to vmbkmcl/.
core-y := core/channel.o core/complete.o core/debugfs.o core/driver.o \
	core/external_in.o core/external_map.o core/external_out.o core/gpadl.o core/gpadl_map.o \
	core/handle.o core/incoming.o core/inflight.o core/offer.o core/offer_add.o \
	core/offer_watch.o core/packet.o core/rescind.o core/restore.o core/rx.o \
	core/rx_plain.o core/rx_stop.o core/save.o core/save_keep.o core/server.o core/state.o \
	core/state_kick.o core/trace.o core/tx.o core/tx_end.o core/tx_plain.o

# The tracepoint header includes itself by name, and makes definitions.
alone-y += core/trace.o
CFLAGS_core/trace.o := -I$(src)/core
