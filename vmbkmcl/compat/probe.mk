# SPDX-License-Identifier: GPL-2.0-only
# Included by a Kbuild: compiles each file of probes/, next to this one, against
# the kernel's headers and defines VMBKMCL_HAVE_<NAME> for those that compile.
# Only the headers in this folder look at these names.
#
# The tests have a link to this file next to probes of their own. Those are what
# counts there: make knows an included file by the name that it was given.

probe-dir := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))

probe-flags = $(NOSTDINC_FLAGS) $(LINUXINCLUDE) $(KBUILD_CPPFLAGS) \
	$(KBUILD_CFLAGS) $(KBUILD_CFLAGS_MODULE) -DMODULE \
	-DKBUILD_MODNAME='"probe"' -DKBUILD_BASENAME='"probe"' -Werror

probe-compiles = $(shell $(CC) $(probe-flags) -c -o /dev/null \
	$(probe-dir)/probes/$(1).c >/dev/null 2>&1 && echo y)

probe-upper = $(shell echo $(1) | tr a-z A-Z)

probe-names := $(filter-out works,\
	$(basename $(notdir $(wildcard $(probe-dir)/probes/*.c))))

# Not while cleaning: then there are no flags to compile with.
ifneq ($(KBUILD_CFLAGS),)
ifneq ($(call probe-compiles,works),y)
$(error $(probe-dir)/probes/works.c does not compile against these headers: \
	no other probe would tell anything)
endif
ccflags-y += $(foreach p,$(probe-names),\
	$(if $(call probe-compiles,$(p)),-DVMBKMCL_HAVE_$(call probe-upper,$(p))))
endif
