// SPDX-License-Identifier: GPL-2.0-only
/* A GPADL says whether the host may still see its pages after a failure. */
#include <linux/hyperv.h>

bool probe(const struct vmbus_gpadl *gpadl);
bool probe(const struct vmbus_gpadl *gpadl)
{
	return gpadl->decrypted;
}
