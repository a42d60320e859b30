/* SPDX-License-Identifier: GPL-2.0-only */
#pragma once
#define SHADOW_PROPERTY_H "property.h"
