/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef WDF_NOTE_H
#define WDF_NOTE_H

#include <ntddk.h>
#include <wdf.h>

#include "nt_test.h"

typedef struct _NOTE {
	int value;
} NOTE;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(NOTE, GetNote)

/* The values of objects cleaned up, and in capitals of those destroyed, in order. */
extern char wdf_note_order[16];
/* The highest level that they were called at. */
extern KIRQL wdf_note_irql;

/* Callbacks that note so; those of an object with a NOTE. */
VOID wdf_note_cleanup(WDFOBJECT object);
VOID wdf_note_destroy(WDFOBJECT object);
/* An object with them, below @parent or below the default. */
WDFOBJECT wdf_note_make(struct kcase *t, WDFOBJECT parent, int value);

#endif
