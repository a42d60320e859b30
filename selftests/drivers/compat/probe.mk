# SPDX-License-Identifier: GPL-2.0-only
# Included by a test driver's Kbuild: compiles each probe against the kernel's
# headers and defines COMPAT_<NAME> for those that compile.

compat-dir := $(src)/../compat

compat-cflags = $(NOSTDINC_FLAGS) $(LINUXINCLUDE) $(KBUILD_CPPFLAGS) \
	$(KBUILD_CFLAGS) $(KBUILD_CFLAGS_MODULE) -DMODULE \
	-DKBUILD_MODNAME='"probe"' -DKBUILD_BASENAME='"probe"' -Werror

compat-try = $(shell $(CC) $(compat-cflags) -c -o /dev/null \
	$(compat-dir)/probes/$(1).c >/dev/null 2>&1 && echo y)

compat-upper = $(shell echo $(1) | tr a-z A-Z)

compat-probes := $(filter-out works,\
	$(basename $(notdir $(wildcard $(compat-dir)/probes/*.c))))

# Not while cleaning: then there are no flags to compile with.
ifneq ($(KBUILD_CFLAGS),)
ifneq ($(call compat-try,works),y)
$(error selftests: a file that includes linux/hyperv.h does not compile; \
	see $(compat-dir)/probes/works.c)
endif
compat-defines := $(foreach p,$(compat-probes),\
	$(if $(call compat-try,$(p)),-DCOMPAT_$(call compat-upper,$(p))))
ccflags-y += $(compat-defines)
endif

ccflags-y += -I$(compat-dir)
