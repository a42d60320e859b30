# SPDX-License-Identifier: GPL-2.0-only
# Builds a Windows driver's source into a module. In the driver's Kbuild:
#
#	windows-driver := name
#	windows-sources := first.c second.c
#	include <path of this file>
#
# Next to it are the sources and glue.c (include/vmbkmcl_glue.h). Set
# vmbkmcl-include when this file is not within vmbkmcl's own tree.

vmbkmcl-include ?= $(src)/../../../../include

obj-m += $(windows-driver).o
$(windows-driver)-y := glue.o $(windows-sources:.c=.o)

ccflags-y += -I$(vmbkmcl-include) -I$(vmbkmcl-include)/windows
# Pool tags are four characters in one constant.
ccflags-y += -Wno-multichar
