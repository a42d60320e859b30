# SPDX-License-Identifier: GPL-2.0-only
# Objects of vmbkmcl_hv.ko, relative to vmbkmcl/.
hv-y := hv/main.o hv/type.o hv/bind.o hv/rings.o hv/external.o hv/gpadl.o \
	hv/mmio.o hv/request.o hv/rescind.o hv/inherit.o hv/hibernate.o
