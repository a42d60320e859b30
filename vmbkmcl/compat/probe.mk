# SPDX-License-Identifier: GPL-2.0-only
# Included by vmbkmcl/Kbuild: compiles each of probes/*.c against the kernel's
# headers and defines VMBKMCL_HAVE_<NAME> for those that compile. Only the
# headers in this folder look at these names.

vmbkmcl-compat := $(src)/compat

vmbkmcl-probe-flags = $(NOSTDINC_FLAGS) $(LINUXINCLUDE) $(KBUILD_CPPFLAGS) \
	$(KBUILD_CFLAGS) $(KBUILD_CFLAGS_MODULE) -DMODULE \
	-DKBUILD_MODNAME='"probe"' -DKBUILD_BASENAME='"probe"' -Werror

vmbkmcl-probe = $(shell $(CC) $(vmbkmcl-probe-flags) -c -o /dev/null \
	$(vmbkmcl-compat)/probes/$(1).c >/dev/null 2>&1 && echo y)

vmbkmcl-upper = $(shell echo $(1) | tr a-z A-Z)

vmbkmcl-probes := $(filter-out works,\
	$(basename $(notdir $(wildcard $(vmbkmcl-compat)/probes/*.c))))

# Not while cleaning: then there are no flags to compile with.
ifneq ($(KBUILD_CFLAGS),)
ifneq ($(call vmbkmcl-probe,works),y)
$(error vmbkmcl: a trivial module does not compile against these headers; \
	see $(vmbkmcl-compat)/probes/works.c)
endif
ccflags-y += $(foreach p,$(vmbkmcl-probes),\
	$(if $(call vmbkmcl-probe,$(p)),-DVMBKMCL_HAVE_$(call vmbkmcl-upper,$(p))))
endif
