/* SPDX-License-Identifier: GPL-2.0-only */
#pragma once
#define SHADOW_UNICODE_H "unicode.h"
