/* SPDX-License-Identifier: GPL-2.0-only */
#pragma once
#define SHADOW_DEVICE_H "device.h"
