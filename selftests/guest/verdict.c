// SPDX-License-Identifier: GPL-2.0-only
/*
 * verdict - tell the machine how the tests went, and end it
 *
 * A byte written to /sys/module/verdict/parameters/byte goes to I/O port 0xf4:
 * 16 if all passed, 17 if a test failed, any other value if the tests could not
 * be run.  vmbhost and QEMU's isa-debug-exit take the machine down at once.
 *
 * A module, because not every machine lets a program do it: emulated SVM refuses
 * a guest's programs what ioperm() allowed once the task register was saved and
 * loaded again, and many kernels have no /dev/port.
 */
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>

#define VERDICT_PORT 0xf4

static int verdict_set(const char *text, const struct kernel_param *parameter)
{
	u8 byte;
	int ret = kstrtou8(text, 0, &byte);

	if (!ret)
		outb(byte, VERDICT_PORT);
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
