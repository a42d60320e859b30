/* SPDX-License-Identifier: GPL-2.0-only */
#pragma once
#define SHADOW_FILE_CLASS_H "file_class.h"
