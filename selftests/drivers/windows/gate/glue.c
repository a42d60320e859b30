// SPDX-License-Identifier: GPL-2.0-only
/* The counterpart of the driver's INF, and what its test needs of Linux. */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/pagemap.h>

#include <vmbkmcl_glue.h>

#include "gate.h"

/*
 * While the page's lock is taken, MmUnlockPages() cannot take it: if it waits for
 * it, at DISPATCH_LEVEL, it waits for good.
 */
BOOLEAN GateUnlockAtDispatch(PMDL mdl)
{
	struct page *page = pfn_to_page(MmGetMdlPfnArray(mdl)[0]);
	KIRQL irql;

	get_page(page);
	lock_page(page);
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	MmUnlockPages(mdl);
	KeLowerIrql(irql);
	unlock_page(page);
	put_page(page);
	return !(mdl->MdlFlags & MDL_PAGES_LOCKED);
}

ULONG GateOpenNode(VOID)
{
	struct file *file = filp_open("/dev/KmclGate", O_RDWR, 0);

	if (IS_ERR(file))
		return -PTR_ERR(file);
	filp_close(file, NULL);
	return 0;
}

VMBKMCL_WINDOWS_DRIVER_NO_DEVICES("gate");
MODULE_DESCRIPTION("Windows driver without a device, which lets requests wait");
MODULE_AUTHOR("The vmbkmcl authors");
MODULE_LICENSE("GPL");
