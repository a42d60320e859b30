/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * System threads, handles and references to objects.
 *
 * Differences from Windows
 * - There are handles of threads, and the handles that KMCL returns.
 * - A thread's priority becomes a nice value. Real-time priorities map to the
 *   most favourable nice value; the thread never becomes a real-time thread.
 * - As on Windows, a driver must wait for its threads before it unloads; a
 *   thread that is signalled has left the driver's code.
 *
 * Linux counterpart: kthread_create()
 */
#ifndef VMBKMCL_NT_THREAD_H
#define VMBKMCL_NT_THREAD_H

#include <vmbkmcl/nt/event.h>
#include <vmbkmcl/nt/linux.h>

typedef VOID KSTART_ROUTINE(PVOID StartContext);
typedef KSTART_ROUTINE *PKSTART_ROUTINE;

/**
 * struct _KTHREAD - a system thread; private
 * @Header: signalled when the thread has ended
 * @Ref: one for each handle and pointer, one for the thread while it runs
 * @Node: on the list of running threads
 * @StartRoutine: function that the thread runs
 * @StartContext: its argument
 * @Task: Linux's thread; only compared, never dereferenced
 * @ExitStatus: the thread's exit status
 */
typedef struct _KTHREAD {
	DISPATCHER_HEADER	Header;
	LINUX_KREF		Ref;
	LINUX_LIST_HEAD		Node;
	PKSTART_ROUTINE		StartRoutine;
	PVOID			StartContext;
	struct task_struct	*Task;
	NTSTATUS		ExitStatus;
} KTHREAD, *PKTHREAD, *PRKTHREAD, ETHREAD, *PETHREAD;

typedef PVOID POBJECT_TYPE;
typedef PVOID POBJECT_HANDLE_INFORMATION;

extern POBJECT_TYPE *PsThreadType;

#define DELETE			0x00010000
#define READ_CONTROL		0x00020000
#define WRITE_DAC		0x00040000
#define WRITE_OWNER		0x00080000
#define SYNCHRONIZE		0x00100000
#define STANDARD_RIGHTS_REQUIRED 0x000f0000
#define STANDARD_RIGHTS_READ	READ_CONTROL
#define STANDARD_RIGHTS_WRITE	READ_CONTROL
#define STANDARD_RIGHTS_EXECUTE	READ_CONTROL
#define STANDARD_RIGHTS_ALL	0x001f0000
#define SPECIFIC_RIGHTS_ALL	0x0000ffff
#define THREAD_ALL_ACCESS	0x001fffff
#define GENERIC_READ		0x80000000
#define GENERIC_WRITE		0x40000000
#define GENERIC_ALL		0x10000000

/**
 * PsCreateSystemThread() - start a thread
 * @ThreadHandle: receives the thread's handle; close it with ZwClose()
 * @DesiredAccess: ignored
 * @ObjectAttributes: ignored; optional
 * @ProcessHandle: NULL, for the system process
 * @ClientId: receives the thread's id and its process's, as PsGetCurrentThreadId() and
 *	PsGetCurrentProcessId() have them in it; optional
 * @StartRoutine: function to run; returning from it ends the thread [doc]
 * @StartContext: its argument
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS or a failure status.
 */
NTSTATUS PsCreateSystemThread(PHANDLE ThreadHandle, ULONG DesiredAccess,
			      POBJECT_ATTRIBUTES ObjectAttributes,
			      HANDLE ProcessHandle, PCLIENT_ID ClientId,
			      PKSTART_ROUTINE StartRoutine, PVOID StartContext);

/**
 * PsTerminateSystemThread() - end the calling thread
 * @ExitStatus: the thread's exit status
 *
 * Context: PASSIVE_LEVEL, a thread of PsCreateSystemThread(). [doc]
 * Return: does not return; STATUS_INVALID_PARAMETER in another thread.
 */
NTSTATUS PsTerminateSystemThread(NTSTATUS ExitStatus);

/**
 * ZwWaitForSingleObject() - wait for the object of a handle
 * @Handle: a thread's handle; nothing else that has one is signalled
 * @Alertable: ignored
 * @Timeout: as for KeWaitForSingleObject()
 *
 * Context: PASSIVE_LEVEL; at or below DISPATCH_LEVEL when *@Timeout is 0. [doc]
 * Return: STATUS_SUCCESS, STATUS_TIMEOUT, STATUS_INVALID_HANDLE [doc], or
 * STATUS_OBJECT_TYPE_MISMATCH for another object's handle.
 */
NTSTATUS ZwWaitForSingleObject(HANDLE Handle, BOOLEAN Alertable, PLARGE_INTEGER Timeout);

/**
 * ObReferenceObjectByHandle() - get the object of a handle
 * @Handle: a thread's handle, or an event's of a program's; a file's and a registry
 *	key's have no object, and are refused with an @ObjectType of NULL, too
 * @DesiredAccess: ignored: a thread's handle has all rights, an event's is the program's
 * @ObjectType: *PsThreadType, *ExEventObjectType or NULL
 * @AccessMode: KernelMode for a thread's, UserMode for an event's
 * @Object: receives the object, with a reference, for KeWaitForSingleObject()
 * @HandleInformation: NULL
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS, and ObDereferenceObject() takes the reference back;
 * STATUS_INVALID_HANDLE or STATUS_OBJECT_TYPE_MISMATCH. [doc]
 */
NTSTATUS ObReferenceObjectByHandle(HANDLE Handle, ACCESS_MASK DesiredAccess,
				   POBJECT_TYPE ObjectType,
				   KPROCESSOR_MODE AccessMode, PVOID *Object,
				   POBJECT_HANDLE_INFORMATION HandleInformation);

/**
 * ObfReferenceObject() - take a reference
 * @Object: a thread, a device, a file object or a program's event. A device that is
 *	deleted or that its bus has removed, and a file that is closed, stay until the
 *	last reference is dropped; IRP_MJ_CLOSE of a file object is sent then. For other
 *	objects, whose owner keeps them, this does nothing. [doc: "Life Cycle of an
 *	Object"]
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID ObfReferenceObject(PVOID Object);
#define ObReferenceObject(object)	ObfReferenceObject(object)

/**
 * ObfDereferenceObject() - drop a reference
 * @Object: as for ObfReferenceObject()
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 */
VOID ObfDereferenceObject(PVOID Object);
#define ObDereferenceObject(object)	ObfDereferenceObject(object)

/**
 * ZwClose() - close a handle
 * @Handle: the handle
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: STATUS_SUCCESS or STATUS_INVALID_HANDLE.
 */
NTSTATUS ZwClose(HANDLE Handle);

#define LOW_PRIORITY		0
#define LOW_REALTIME_PRIORITY	16
#define HIGH_PRIORITY		31
#define MAXIMUM_PRIORITY	32

typedef LONG KPRIORITY;

/**
 * KeSetPriorityThread() - set a thread's priority
 * @Thread: the calling thread, or one with a reference
 * @Priority: 1 to 31; priority 8 is nice 0, and each step up lowers the nice
 *	value by two
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: the previous priority; 0 for a thread that has ended.
 */
KPRIORITY KeSetPriorityThread(PKTHREAD Thread, KPRIORITY Priority);

/**
 * KeQueryPriorityThread() - a thread's priority
 * @Thread: as for KeSetPriorityThread()
 *
 * Context: PASSIVE_LEVEL. [doc]
 * Return: the priority, derived from its nice value; 0 for a thread that has
 * ended.
 */
KPRIORITY KeQueryPriorityThread(PKTHREAD Thread);

/**
 * KeGetCurrentThread() - the calling thread
 *
 * Context: any. [doc]
 * Return: for a thread of PsCreateSystemThread() the object of its handle. For any other
 * an address, which may only be compared, or passed to the functions for priorities and
 * for references to objects: waiting for it fails with STATUS_NOT_SUPPORTED. [ours]
 */
PKTHREAD KeGetCurrentThread(void);
#define PsGetCurrentThread()		((PETHREAD)KeGetCurrentThread())

/**
 * PsLookupThreadByThreadId() - the thread of an id
 * @ThreadId: Linux's id of the thread, as the calling process knows it
 * @Thread: receives the thread, as KeGetCurrentThread() returns it, with a reference
 *
 * Context: PASSIVE_LEVEL. [ours]
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER when there is no such thread. [doc]
 */
NTSTATUS PsLookupThreadByThreadId(HANDLE ThreadId, PETHREAD *Thread);

/**
 * PsGetThreadId() - a thread's id
 * @Thread: with a reference, or the calling thread
 *
 * Context: any. [ours]
 * Return: Linux's id of the thread; 0 for a system thread that has ended.
 */
HANDLE PsGetThreadId(PETHREAD Thread);

/**
 * PsGetThreadProcessId() - the id of a thread's process
 * @Thread: with a reference, or the calling thread
 *
 * Context: any. [ours]
 * Return: Linux's id of the process; 0 for a system thread that has ended.
 */
HANDLE PsGetThreadProcessId(PETHREAD Thread);

/**
 * PsGetCurrentThreadId() - the calling thread's id
 *
 * Context: any. [doc]
 * Return: Linux's id of the thread.
 */
HANDLE PsGetCurrentThreadId(void);

/**
 * PsGetCurrentProcessId() - the calling process's id
 *
 * Context: any. [doc]
 * Return: Linux's id of the process.
 */
HANDLE PsGetCurrentProcessId(void);

#endif
