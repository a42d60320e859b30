# SPDX-License-Identifier: GPL-2.0-only
# What a driver calls, relative to vmbkmcl/.
api-y := api/channel.o api/complete.o api/config.o api/config_server.o \
	api/external.o api/gpadl.o api/lifecycle.o api/packet.o api/restore.o \
	api/ring_pages.o api/save.o api/send.o api/sync.o api/table.o
alone-y += api/table.o
