# SPDX-License-Identifier: GPL-2.0-only
# Objects of the porting layer in vmbkmcl.ko, relative to vmbkmcl/.
nt-y := nt/init.o nt/irql.o nt/mdl.o nt/mdl_alloc.o nt/pool.o nt/status.o nt/time.o \
	nt/unicode.o nt/utf8.o
