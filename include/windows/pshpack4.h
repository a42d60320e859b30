/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#pragma pack(push, 4)
