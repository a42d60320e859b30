// SPDX-License-Identifier: GPL-2.0-only
/*
 * notify.c - telling drivers of device interfaces that come and go.
 *
 * An event is allocated before what it tells of is done, so that none is lost. A work
 * item hands them out, one by one and in their order.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kref.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include <vmbkmcl/nt/notify.h>
#include <vmbkmcl/nt/pool.h>
#include <vmbkmcl/nt/unicode.h>

#include "../compat/export.h"
#include "../nt/nt.h"
#include "notify.h"
#include "wdm.h"

/* How many events there may be that have not been told. */
#define NOTIFY_EVENTS_MAX	4096

static const GUID arrival_guid = {
	0xcb3a4004, 0x46f0, 0x11d0, { 0xb0, 0x8f, 0x00, 0x60, 0x97, 0x13, 0x05, 0x3f },
};
static const GUID removal_guid = {
	0xcb3a4005, 0x46f0, 0x11d0, { 0xb0, 0x8f, 0x00, 0x60, 0x97, 0x13, 0x05, 0x3f },
};

/**
 * struct notify_event - an interface has come or gone
 * @link: on notify_events while it has not been told
 * @number: tells what came before a registration
 * @change: what the routines get
 * @name: of the interface
 */
struct notify_event {
	struct list_head link;
	u64 number;
	DEVICE_INTERFACE_CHANGE_NOTIFICATION change;
	UNICODE_STRING name;
};

/**
 * struct notify_entry - a registration
 * @ref: one until it is ended, and of those who call it
 * @link: on notify_entries until it is ended; notify_mutex
 * @interfaces: it is for interfaces; else for what never changes
 * @class: theirs
 * @driver: the caller's
 * @routine: its routine
 * @context: the routine's argument
 * @since: number of the last event before it
 * @ended: no call begins any more; notify_mutex
 * @caller: who calls it now, or NULL; notify_mutex
 */
struct notify_entry {
	struct kref ref;
	struct list_head link;
	bool interfaces;
	GUID class;
	PDRIVER_OBJECT driver;
	PDRIVER_NOTIFICATION_CALLBACK_ROUTINE routine;
	PVOID context;
	u64 since;
	bool ended;
	struct task_struct *caller;
};

/* Protects what follows; not held over calls. */
static DEFINE_MUTEX(notify_mutex);
static LIST_HEAD(notify_events);
static LIST_HEAD(notify_entries);
static u64 notify_count;
static unsigned int notify_allocated;
/* Woken when a call has returned. */
static DECLARE_WAIT_QUEUE_HEAD(notify_quiet);

static void notify_work_run(struct work_struct *work);
static DECLARE_WORK(notify_work, notify_work_run);

static void entry_release(struct kref *ref)
{
	kfree(container_of(ref, struct notify_entry, ref));
}

static void entry_put(struct notify_entry *entry)
{
	kref_put(&entry->ref, entry_release);
}

struct notify_event *vmbkmcl_notify_event_alloc(const GUID *class, PCUNICODE_STRING name,
						bool arrival)
{
	struct notify_event *event = NULL;
	bool room;

	mutex_lock(&notify_mutex);
	room = notify_allocated < NOTIFY_EVENTS_MAX;
	notify_allocated += room;
	mutex_unlock(&notify_mutex);
	if (room)
		event = kzalloc(sizeof(*event), GFP_KERNEL);
	if (event && vmbkmcl_string_copy(&event->name, name)) {
		event->change.Version = 1;
		event->change.Size = sizeof(event->change);
		event->change.Event = arrival ? arrival_guid : removal_guid;
		event->change.InterfaceClassGuid = *class;
		event->change.SymbolicLinkName = &event->name;
		return event;
	}
	kfree(event);
	mutex_lock(&notify_mutex);
	notify_allocated -= room;
	mutex_unlock(&notify_mutex);
	return NULL;
}

void vmbkmcl_notify_event_free(struct notify_event *event)
{
	if (!event)
		return;
	mutex_lock(&notify_mutex);
	notify_allocated--;
	mutex_unlock(&notify_mutex);
	kfree(event->name.Buffer);
	kfree(event);
}

void vmbkmcl_notify_send(struct notify_event *event)
{
	mutex_lock(&notify_mutex);
	event->number = ++notify_count;
	list_add_tail(&event->link, &notify_events);
	mutex_unlock(&notify_mutex);
	vmbkmcl_work_queue_deletion(&notify_work);
}

/* The right to call its routine, which others wait for; false: it has been ended. */
static bool entry_begin(struct notify_entry *entry)
{
	bool begun;

	mutex_lock(&notify_mutex);
	while (entry->caller && !entry->ended) {
		mutex_unlock(&notify_mutex);
		wait_event_idle(notify_quiet,
				!READ_ONCE(entry->caller) || READ_ONCE(entry->ended));
		mutex_lock(&notify_mutex);
	}
	begun = !entry->ended;
	if (begun)
		WRITE_ONCE(entry->caller, current);
	mutex_unlock(&notify_mutex);
	return begun;
}

static void entry_end(struct notify_entry *entry)
{
	mutex_lock(&notify_mutex);
	WRITE_ONCE(entry->caller, NULL);
	mutex_unlock(&notify_mutex);
	wake_up_all(&notify_quiet);
}

/* A registration that has not been told of @event, with a reference, or NULL. */
static struct notify_entry *event_next(const struct notify_event *event)
{
	struct notify_entry *entry, *found = NULL;

	mutex_lock(&notify_mutex);
	list_for_each_entry(entry, &notify_entries, link) {
		if (!entry->interfaces || entry->since >= event->number ||
		    !IsEqualGUID(&entry->class, &event->change.InterfaceClassGuid))
			continue;
		entry->since = event->number;
		kref_get(&entry->ref);
		found = entry;
		break;
	}
	mutex_unlock(&notify_mutex);
	return found;
}

static void event_tell(struct notify_event *event)
{
	struct notify_entry *entry;

	while ((entry = event_next(event))) {
		if (entry_begin(entry)) {
			entry->routine(&event->change, entry->context);
			entry_end(entry);
		}
		entry_put(entry);
	}
}

static void notify_work_run(struct work_struct *work)
{
	struct notify_event *event;

	for (;;) {
		mutex_lock(&notify_mutex);
		event = list_first_entry_or_null(&notify_events, struct notify_event, link);
		if (event)
			list_del(&event->link);
		mutex_unlock(&notify_mutex);
		if (!event)
			return;
		event_tell(event);
		vmbkmcl_notify_event_free(event);
	}
}

/* The interfaces that were there before, whose names are one behind the other. */
static void entry_tell_existing(struct notify_entry *entry, PZZWSTR names)
{
	DEVICE_INTERFACE_CHANGE_NOTIFICATION change = {
		.Version = 1,
		.Size = sizeof(change),
		.Event = arrival_guid,
		.InterfaceClassGuid = entry->class,
	};
	UNICODE_STRING name;

	change.SymbolicLinkName = &name;
	for (; *names && !READ_ONCE(entry->ended); names += name.Length / sizeof(*names) + 1) {
		RtlInitUnicodeString(&name, names);
		entry->routine(&change, entry->context);
	}
}

static struct notify_entry *entry_alloc(PDRIVER_OBJECT driver,
					PDRIVER_NOTIFICATION_CALLBACK_ROUTINE routine,
					PVOID context)
{
	struct notify_entry *entry = kzalloc(sizeof(*entry), GFP_KERNEL);

	if (!entry)
		return NULL;
	kref_init(&entry->ref);
	entry->driver = driver;
	entry->routine = routine;
	entry->context = context;
	return entry;
}

/* What comes from now on is told of; called when nothing comes. */
static void entry_add(void *context)
{
	struct notify_entry *entry = context;

	mutex_lock(&notify_mutex);
	entry->since = notify_count;
	list_add_tail(&entry->link, &notify_entries);
	mutex_unlock(&notify_mutex);
}

static NTSTATUS entry_start(struct notify_entry *entry, bool existing)
{
	PZZWSTR names;

	/* Events wait until those that are there have been told of. */
	entry->caller = existing ? current : NULL;
	/* Its own routine may end it. */
	kref_get(&entry->ref);
	names = vmbkmcl_interface_names(&entry->class, entry_add, entry);
	if (existing && names)
		entry_tell_existing(entry, names);
	if (existing)
		entry_end(entry);
	if (names)
		ExFreePool(names);
	entry_put(entry);
	return names ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

NTSTATUS IoRegisterPlugPlayNotification(IO_NOTIFICATION_EVENT_CATEGORY EventCategory,
					ULONG EventCategoryFlags, PVOID EventCategoryData,
					PDRIVER_OBJECT DriverObject,
					PDRIVER_NOTIFICATION_CALLBACK_ROUTINE CallbackRoutine,
					PVOID Context, PVOID *NotificationEntry)
{
	const bool interfaces = EventCategory == EventCategoryDeviceInterfaceChange;
	struct notify_entry *entry;
	NTSTATUS status;

	might_sleep();
	if (EventCategory == EventCategoryTargetDeviceChange) {
		pr_info_once("%s wants to be told of a device that it has open, which is not supported\n",
			     module_name(DriverObject->LinuxModule));
		return STATUS_NOT_SUPPORTED;
	}
	if ((!interfaces && EventCategory != EventCategoryHardwareProfileChange) ||
	    interfaces != !!EventCategoryData || !CallbackRoutine)
		return STATUS_INVALID_PARAMETER;
	entry = entry_alloc(DriverObject, CallbackRoutine, Context);
	if (!entry)
		return STATUS_INSUFFICIENT_RESOURCES;
	entry->interfaces = interfaces;
	if (interfaces)
		entry->class = *(const GUID *)EventCategoryData;
	/* The routine may end it before this returns. */
	*NotificationEntry = entry;
	status = entry_start(entry, interfaces && EventCategoryFlags &
			     PNPNOTIFY_DEVICE_INTERFACE_INCLUDE_EXISTING_INTERFACES);
	if (!NT_SUCCESS(status))
		entry_put(entry);
	return status;
}
VMBKMCL_EXPORT(IoRegisterPlugPlayNotification);

static void entry_wait(struct notify_entry *entry)
{
	wait_event_idle(notify_quiet, !READ_ONCE(entry->caller));
}

NTSTATUS IoUnregisterPlugPlayNotificationEx(PVOID NotificationEntry)
{
	struct notify_entry *entry = NotificationEntry;
	bool own;

	might_sleep();
	mutex_lock(&notify_mutex);
	WRITE_ONCE(entry->ended, true);
	list_del_init(&entry->link);
	own = entry->caller == current;
	mutex_unlock(&notify_mutex);
	/* Those who wait to call it need not any more. */
	wake_up_all(&notify_quiet);
	if (!own)
		entry_wait(entry);
	entry_put(entry);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(IoUnregisterPlugPlayNotificationEx);

NTSTATUS IoUnregisterPlugPlayNotification(PVOID NotificationEntry)
{
	return IoUnregisterPlugPlayNotificationEx(NotificationEntry);
}
VMBKMCL_EXPORT(IoUnregisterPlugPlayNotification);

void vmbkmcl_notify_delete_left(PDRIVER_OBJECT driver)
{
	struct notify_entry *entry, *left;

	for (;;) {
		left = NULL;
		mutex_lock(&notify_mutex);
		list_for_each_entry(entry, &notify_entries, link) {
			if (entry->driver == driver)
				left = entry;
		}
		mutex_unlock(&notify_mutex);
		if (!left)
			return;
		pr_warn("%s left a registration for notifications behind\n",
			module_name(driver->LinuxModule));
		IoUnregisterPlugPlayNotificationEx(left);
	}
}
