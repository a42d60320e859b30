# SPDX-License-Identifier: GPL-2.0-only
# The loopback bus, part of vmbkmcl.ko.
loopback-y := loopback/bus.o loopback/link.o loopback/rings.o \
	loopback/gpadl.o loopback/mmio.o
alone-y += loopback/bus.o
