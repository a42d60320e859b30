/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Names of structured exceptions in C; <vmbkmcl/nt/seh.h> says what they do here.
 */
#ifndef VMBKMCL_CRT_EXCPT_H
#define VMBKMCL_CRT_EXCPT_H

#ifndef __cplusplus
#define try		__try
#define except		__except
#define finally		__finally
#define leave		__leave
#endif

#endif
