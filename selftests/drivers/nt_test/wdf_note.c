// SPDX-License-Identifier: GPL-2.0-only
/* Objects that note when they are cleaned up and destroyed. */
#include <linux/ctype.h>

#include "wdf_note.h"

char wdf_note_order[16];
KIRQL wdf_note_irql;

VOID wdf_note_cleanup(WDFOBJECT object)
{
	char c = GetNote(object)->value;

	wdf_note_irql = max(wdf_note_irql, KeGetCurrentIrql());
	strncat(wdf_note_order, &c, 1);
}

VOID wdf_note_destroy(WDFOBJECT object)
{
	char c = toupper(GetNote(object)->value);

	wdf_note_irql = max(wdf_note_irql, KeGetCurrentIrql());
	strncat(wdf_note_order, &c, 1);
}

WDFOBJECT wdf_note_make(struct kcase *t, WDFOBJECT parent, int value)
{
	WDF_OBJECT_ATTRIBUTES attributes;
	WDFOBJECT object = NULL;

	WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, NOTE);
	attributes.ParentObject = parent;
	attributes.EvtCleanupCallback = wdf_note_cleanup;
	attributes.EvtDestroyCallback = wdf_note_destroy;
	EXPECT_EQ(t, WdfObjectCreate(&attributes, &object), STATUS_SUCCESS);
	if (object)
		GetNote(object)->value = value;
	return object;
}
