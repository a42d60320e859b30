/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * notify.h - telling drivers of device interfaces that come and go.
 */
#ifndef VMBKMCL_WDM_NOTIFY_H
#define VMBKMCL_WDM_NOTIFY_H

#include <vmbkmcl/nt/driver.h>

struct notify_event;

/* An event that is to come; NULL without memory, or when too many have not been told. */
struct notify_event *vmbkmcl_notify_event_alloc(const GUID *class, PCUNICODE_STRING name,
						bool arrival);
void vmbkmcl_notify_event_free(struct notify_event *event);
/* It has come; the order of these calls is that of the callbacks. */
void vmbkmcl_notify_send(struct notify_event *event);

/* End the registrations that @driver has left, each with a warning. */
void vmbkmcl_notify_delete_left(PDRIVER_OBJECT driver);

#endif
