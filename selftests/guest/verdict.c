// SPDX-License-Identifier: GPL-2.0-only
/*
 * verdict - tell the machine how the tests went, and end it
 *
 * A byte written to /sys/module/verdict/parameters/byte goes to I/O port 0xf4:
 * 16 if all passed, 17 if a test failed, any other value if the tests could not
 * be run.  vmbhost and QEMU's isa-debug-exit take the machine down at once. On arm64,
 * which has no ports, it goes to vmbhost by a call that other hypervisors do not know, and
 * then is the status of a semihosting call that ends QEMU.
 *
 * A module, because not every machine lets a program do it: emulated SVM refuses
 * a guest's programs what ioperm() allowed once the task register was saved and
 * loaded again, many kernels have no /dev/port, and semihosting is for the kernel.
 */
#ifdef CONFIG_ARM64
#include <linux/arm-smccc.h>
#endif
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>

#ifdef CONFIG_ARM64
#define VERDICT_FUNCTION	0x86000100
#define SEMIHOSTING_EXIT	0x18
#define SEMIHOSTING_EXITED	0x20026

static void verdict_give(u8 byte)
{
	const u64 block[] = { SEMIHOSTING_EXITED, byte };

	arm_smccc_1_1_hvc(VERDICT_FUNCTION, byte, NULL);
	asm volatile("mov	x0, %0\n"
		     "	mov	x1, %1\n"
		     "	hlt	#0xf000"
		     :
		     : "i" (SEMIHOSTING_EXIT), "r" (block)
		     : "x0", "x1", "memory");
}
#else
#define VERDICT_PORT 0xf4

static void verdict_give(u8 byte)
{
	outb(byte, VERDICT_PORT);
}
#endif

static int verdict_set(const char *text, const struct kernel_param *parameter)
{
	u8 byte;
	int ret = kstrtou8(text, 0, &byte);

	if (!ret)
		verdict_give(byte);
	return ret;
}

static const struct kernel_param_ops verdict_ops = {
	.set = verdict_set,
};
module_param_cb(byte, &verdict_ops, NULL, 0200);
MODULE_PARM_DESC(byte, "the verdict, written to the machine's port");

MODULE_DESCRIPTION("Verdict of a test guest");
MODULE_AUTHOR("The vmbkmcl authors");
MODULE_LICENSE("GPL");
