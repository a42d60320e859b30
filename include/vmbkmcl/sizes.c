// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * sizes.c - what a Windows source has to know of the kernel that it is built for.
 * No driver links this: windows.mk compiles it to assembly, and makes
 * vmbkmcl/generated/sizes.h of the numbers, as the kernel makes its asm-offsets.h.
 */
#include <linux/mm.h>

#include <wdm.h>
#include <vmbkmcl/nt/check.h>

/* As in linux/kbuild.h, which not every package of kernel headers has. */
#define DEFINE(symbol, value) \
	asm volatile("\n.ascii \"->" #symbol " %0 " #value "\"" : : "i" (value))

#define LINUX_TYPE(name, type)						\
	DEFINE(VMBKMCL_SIZE_##name, sizeof(type));			\
	DEFINE(VMBKMCL_ALIGN_##name, __alignof__(type));
#define STRUCTURE(name)	\
	DEFINE(VMBKMCL_SIZE_##name, sizeof(name));			\
	DEFINE(VMBKMCL_ALIGN_##name, __alignof__(name));
#define MEMBER(name, member)	\
	DEFINE(VMBKMCL_OFFSET_##name##_##member, offsetof(name, member));

int main(void);

int main(void)
{
	VMBKMCL_LINUX_TYPES(LINUX_TYPE)
	VMBKMCL_CHECKED_STRUCTURES(STRUCTURE)
	VMBKMCL_CHECKED_MEMBERS(MEMBER)
	DEFINE(VMBKMCL_PAGE_SHIFT, PAGE_SHIFT);
	return 0;
}
