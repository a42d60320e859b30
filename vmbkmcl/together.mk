# SPDX-License-Identifier: GPL-2.0-only
# Included by Kbuild: compiles the sources of a folder together.
#
# Nearly all that a compiler reads for a source of ours is the kernel's headers, the same
# each time. Read once for a folder, they take a tenth of the time, which is felt most
# where DKMS builds on a small machine. VMBKMCL_EACH=1 compiles each file by itself, as
# "scripts/check-style build" does: each has to include what it needs. What is static
# needs a name that no other file of its folder has.
#
# FOLDER/objects.mk lists the objects in FOLDER-y, and in alone-y those that have flags
# or a pr_fmt of their own, or a header that makes definitions. The usual pr_fmt comes
# first, for the header that wants it is read for a file that has none.

ifeq ($(VMBKMCL_EACH),1)
together = $($(1)-y)
else
together = $(1)/together.o $(filter $(alone-y),$($(1)-y))
targets += $(folders:%=%/together.c)
endif

# Warnings at run time have the name of a source, so it is as without this.
quiet_cmd_together = GEN     $@
      cmd_together = printf '%s\n' '\#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt' >$@; \
		     printf '\#include "%s"\n' $(patsubst %.o,$(abspath $(src))/%.c,\
			$(filter-out $(alone-y),$($(notdir $(@D))-y))) >>$@

$(folders:%=$(obj)/%/together.c): FORCE
	$(call if_changed,together)
