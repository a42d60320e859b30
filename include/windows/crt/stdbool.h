/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef VMBKMCL_CRT_STDBOOL_H
#define VMBKMCL_CRT_STDBOOL_H

#ifndef __cplusplus
#define bool	_Bool
#define true	1
#define false	0
#endif

#endif
