/* SPDX-License-Identifier: GPL-2.0-only */
#pragma once
#define SHADOW_PROCESSOR_H "processor.h"
