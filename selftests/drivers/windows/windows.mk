# SPDX-License-Identifier: GPL-2.0-only
# Builds a Windows driver's source into a module. In the driver's Kbuild:
#
#	windows-driver := name
#	windows-sources := first.c second.cpp
#	include <path of this file>
#
# Next to it are the sources and glue.c (include/vmbkmcl_glue.h). What the project
# file has for the compiler, definitions and folders of headers, goes into ccflags-y
# ahead of the include line or after it.
#
# Only glue.c is compiled as a Linux source. The others get the flags by which the
# kernel chooses the code that is generated, but none of Linux's headers, macros and
# warnings: a Windows source that includes one of Linux's headers does not compile.

windows-mk := $(dir $(lastword $(MAKEFILE_LIST)))

# Where "make install-dev" and vmbkmcl-dev put this file, the headers are beside it,
# and the installed modules tell modpost what they export: those of "make install", or
# of DKMS.
ifneq ($(wildcard $(windows-mk)include),)
vmbkmcl-include := $(windows-mk)include
windows-release := $(shell sed -n 's/^.*UTS_RELEASE "\(.*\)"/\1/p' \
	$(objtree)/include/generated/utsrelease.h)
KBUILD_EXTRA_SYMBOLS += $(firstword $(wildcard \
	/lib/modules/$(windows-release)/updates/vmbkmcl/Module.symvers \
	$(foreach machine,x86_64 aarch64,\
		/var/lib/dkms/vmbkmcl/kernel-$(windows-release)-$(machine)/module/Module.symvers)))
else
vmbkmcl-include := $(windows-mk)../../../include
endif

windows-objects := $(addsuffix .o,$(basename $(windows-sources)))
windows-cxx-sources := $(filter %.cpp %.cc %.cxx %.CPP,$(windows-sources))
# The C++ compiler of the kernel's compiler.
windows-cxx ?= $(subst clang,clang++,$(subst gcc,g++,$(CC)))

obj-m += $(windows-driver).o
$(windows-driver)-y := glue.o $(windows-objects)
windows-paths := -I$(vmbkmcl-include) -I$(vmbkmcl-include)/windows
ccflags-y += $(windows-paths)
# Pool tags are four characters in one constant.
ccflags-y += -Wno-multichar

# What is made for this driver: a header of sizes, and headers that include
# others, by the names that the sources have for them.
windows-made := $(obj)/windows-include

# The kernel's own flags, but for its macros, its dialect and its warnings. A
# Windows structure may end in an array of one that is longer, and its members stay
# in order; a plain char is signed.
windows-kernel-flags = $(KBUILD_CPPFLAGS) $(KBUILD_CFLAGS)
windows-left-out := -D% -W% -std=% -nostdinc -funsigned-char -fstrict-flex-arrays% \
	-fplugin-arg-randomize% -fplugin=%/randomize_layout_plugin.so -frandomize-layout%
windows-kept := -Wa,% -Wframe-larger-than=%
# What the kernel adds for KASAN, KCSAN, UBSAN, KCOV and GCOV.
windows-instrumentation = $(subst bounds-strict,bounds, \
	$(filter-out $(windows-kernel-flags) $(ccflags-y) $(CFLAGS_$(target-stem).o),$(_c_flags)))

windows-flags := -fms-extensions -fsigned-char
windows-flags += -Wall -Wno-unknown-pragmas -Wno-unused-value -Wno-unused-variable
windows-flags += -Wno-unused-but-set-variable -Wno-unused-function -Wno-multichar
windows-flags += -Wno-comment -Wno-missing-braces -Wno-parentheses
windows-c-flags := -std=gnu11 -Werror=implicit-function-declaration
windows-c-flags += -Werror=implicit-int -Wno-pointer-sign
windows-c-flags += -Wno-error=incompatible-pointer-types
# The subset that needs no support at run time.
windows-cxx-flags := -x c++ -std=gnu++17 -nostdinc++ -fno-exceptions -fno-rtti
windows-cxx-flags += -fno-use-cxa-atexit -fno-threadsafe-statics -fno-sized-deallocation
windows-cxx-flags += -fpermissive -Wno-write-strings -Wno-invalid-offsetof
# KCSAN has no function for a change of a pointer to virtual functions.
windows-cxx-flags += -fno-sanitize=thread

windows-dialect := $(windows-c-flags)
windows-all-flags = -Wp,-MMD,$(depfile) -nostdinc \
	$(filter-out $(windows-left-out),$(windows-kernel-flags)) \
	$(filter $(windows-kept),$(windows-kernel-flags)) \
	$(filter-out -DMODULE,$(modkern_cflags)) $(windows-instrumentation) \
	$(windows-flags) $(windows-dialect) -I$(windows-made) -isystem $(windows-made)/backslash \
	$(filter-out $(windows-paths),$(ccflags-y)) $(CFLAGS_$(target-stem).o) \
	$(windows-paths) -I$(vmbkmcl-include)/windows/crt $(KCPPFLAGS) $(KCFLAGS)

windows-targets := $(foreach suffix,o i s,$(addprefix $(obj)/,$(windows-objects:.o=.$(suffix))))
$(windows-targets): private c_flags = $(windows-all-flags)
$(windows-targets): private cmd_checksrc =
$(windows-targets): private cmd_checkdoc =
$(windows-targets): | $(windows-made)/vmbkmcl/generated/sizes.h windows-headers

# To objtool, what follows an exception cannot be reached. Some kernels have it look at
# the sources' objects, others at the driver's.
windows-checked := $(windows-targets) $(obj)/$(windows-driver).o
$(windows-checked): private objtool_args += --no-unreachable
$(windows-checked): private objtool-args-y += --no-unreachable

define windows-cxx-rule
$(obj)/$(basename $(1)).o: private override CC := $(windows-cxx)
$(obj)/$(basename $(1)).o: private windows-dialect := $(windows-cxx-flags)
$(obj)/$(basename $(1)).o: $(src)/$(1) FORCE
	$$(call if_changed_rule,cc_o_c)
endef
$(foreach source,$(windows-cxx-sources),$(eval $(call windows-cxx-rule,$(source))))

# What a Windows source has to know of this kernel.
$(windows-made)/vmbkmcl/generated/sizes.h: $(obj)/vmbkmcl-sizes.s FORCE
	$(call filechk,offsets,VMBKMCL_GENERATED_SIZES_H)

$(obj)/vmbkmcl-sizes.s: $(vmbkmcl-include)/vmbkmcl/sizes.c FORCE
	$(call if_changed_dep,cc_s_c)

# Changes only the files that have to change.
windows-headers:
	$(Q)bash $(windows-mk)windows-headers $(windows-made) \
		$(addprefix $(src)/,$(windows-sources)) -- $(src) $(patsubst -I%,%,$(filter -I%,$(ccflags-y))) \
		$(vmbkmcl-include)/windows/crt
.PHONY: windows-headers

targets += vmbkmcl-sizes.s
clean-files += vmbkmcl-sizes.s windows-include
