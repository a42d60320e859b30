# SPDX-License-Identifier: GPL-2.0-only
# Included by a Kbuild: compiles each file of probes/, next to this one, against
# the kernel's headers and defines VMBKMCL_HAVE_<NAME> for those that compile.
# Only the headers in this folder look at these names.
#
# For each NAME.c there is a no_NAME.c, which compiles where that does not. If neither
# does, the headers are of a third kind, and what is built for them would be built on
# a guess: that is an error.
#
# The tests have a link to this file next to probes of their own. Those are what
# counts there: make knows an included file by the name that it was given.

probe-dir := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))

# A probe may put a kernel's struct into one of its own, to look at its members.
probe-flags = $(NOSTDINC_FLAGS) $(LINUXINCLUDE) $(KBUILD_CPPFLAGS) \
	$(KBUILD_CFLAGS) $(KBUILD_CFLAGS_MODULE) -DMODULE \
	-DKBUILD_MODNAME='"probe"' -DKBUILD_BASENAME='"probe"' -fms-extensions \
	-Wno-microsoft-anon-tag -Werror

probe-compiles = $(shell $(CC) $(probe-flags) -fsyntax-only \
	$(probe-dir)/probes/$(1).c >/dev/null 2>&1 && echo y)

probe-upper = $(shell echo $(1) | tr a-z A-Z)

probe-names := $(filter-out works no_%,\
	$(basename $(notdir $(wildcard $(probe-dir)/probes/*.c))))

# The name if the probe compiles, nothing if its opposite does.
probe-answer = $(if $(call probe-compiles,$(1)),$(1),\
	$(if $(call probe-compiles,no_$(1)),,\
		$(error neither $(1).c nor no_$(1).c in $(probe-dir)/probes compiles \
			against these headers)))

# Not while cleaning: then there are no flags to compile with. Nor for modpost, which reads
# a Kbuild for a list of files: compiling once is enough.
ifeq ($(if $(KBUILD_CFLAGS),,clean)$(filter %/Makefile.modpost,$(MAKEFILE_LIST)),)
ifneq ($(call probe-compiles,works),y)
$(error $(probe-dir)/probes/works.c does not compile against these headers: \
	no other probe would tell anything)
endif
probe-have := $(foreach p,$(probe-names),$(call probe-answer,$(p)))
ccflags-y += $(foreach p,$(probe-have),-DVMBKMCL_HAVE_$(call probe-upper,$(p)))
endif

# Is there an hv_vmbus? CONFIG_HYPERV says so until CONFIG_HYPERV_VMBUS was split
# from it, together with a function that asks.
probe-vmbus := $(CONFIG_HYPERV_VMBUS)$(if $(filter hv_vmbus_exists,$(probe-have)),,\
	$(CONFIG_HYPERV))
