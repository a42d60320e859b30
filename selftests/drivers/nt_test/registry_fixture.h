/* SPDX-License-Identifier: GPL-2.0-only */
/* A driver with two parameters, Depth and Width, and its key. */
#ifndef NT_TEST_REGISTRY_FIXTURE_H
#define NT_TEST_REGISTRY_FIXTURE_H

#include "nt_test.h"

extern HANDLE registry_key;
extern UNICODE_STRING registry_path;

/* ZwOpenKey() by a name below @root, or a whole one. */
NTSTATUS registry_open(HANDLE root, PUNICODE_STRING name, PHANDLE handle);

int registry_setup(struct kcase *t);
void registry_teardown(struct kcase *t);

#endif
