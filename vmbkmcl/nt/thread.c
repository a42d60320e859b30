// SPDX-License-Identifier: GPL-2.0-only
/*
 * thread.c - system threads over kernel threads.
 */
#include <linux/err.h>
#include <linux/kref.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include <vmbkmcl/nt/program_event.h>
#include <vmbkmcl/nt/thread.h>

#include "../compat/compat.h"
#include "../compat/export.h"
#include "handle.h"
#include "nt.h"
#include "program_event.h"
#include "seh.h"
#include "wait.h"

static POBJECT_TYPE thread_type = &thread_type;
POBJECT_TYPE *PsThreadType = &thread_type;
VMBKMCL_EXPORT(PsThreadType);

/* Threads that run. */
static LIST_HEAD(threads_running);
static DEFINE_SPINLOCK(thread_lock);

static void thread_release(struct kref *ref)
{
	kfree(container_of(ref, KTHREAD, Ref));
}

void vmbkmcl_thread_get(void *object)
{
	kref_get(&((PKTHREAD)object)->Ref);
}

void vmbkmcl_thread_put(void *object)
{
	kref_put(&((PKTHREAD)object)->Ref, thread_release);
}

static const struct vmbkmcl_handle_ops thread_handle_ops = {
	.get = vmbkmcl_thread_get,
	.put = vmbkmcl_thread_put,
};

/* The calling thread, taken off the list; or NULL when it is none of ours. */
static PKTHREAD running_take(void)
{
	PKTHREAD thread, found = NULL;

	spin_lock_irq(&thread_lock);
	list_for_each_entry(thread, &threads_running, Node) {
		if (thread->Task == current) {
			list_del(&thread->Node);
			found = thread;
			break;
		}
	}
	spin_unlock_irq(&thread_lock);
	return found;
}

/*
 * Once the thread is signalled its driver may go, so nothing returns into the
 * driver's code; the kernel drops the reference on our own module, after our last
 * instruction.
 */
static void __noreturn thread_end(PKTHREAD thread, NTSTATUS status)
{
	vmbkmcl_try_forget();
	thread->ExitStatus = status;
	vmbkmcl_dispatcher_set(&thread->Header, 1);
	vmbkmcl_thread_put(thread);
	vmbkmcl_compat_thread_exit();
}

static int thread_main(void *data)
{
	PKTHREAD thread = data;

	thread->StartRoutine(thread->StartContext);
	thread_end(running_take(), STATUS_SUCCESS);
}

static PKTHREAD thread_alloc(PKSTART_ROUTINE routine, PVOID context)
{
	PKTHREAD thread = kzalloc(sizeof(*thread), GFP_KERNEL);

	if (!thread)
		return NULL;
	vmbkmcl_dispatcher_init(&thread->Header, VMBKMCL_THREAD, 0);
	kref_init(&thread->Ref);
	thread->StartRoutine = routine;
	thread->StartContext = context;
	return thread;
}

/* Start it; from then on it has a reference on itself and on our module. */
static int thread_start(PKTHREAD thread, PCLIENT_ID id)
{
	struct task_struct *task;

	task = kthread_create(thread_main, thread, "vmbkmcl_thread");
	if (IS_ERR(task))
		return PTR_ERR(task);
	thread->Task = task;
	if (id) {
		id->UniqueProcess = (HANDLE)(ULONG_PTR)task_tgid_nr(task);
		id->UniqueThread = (HANDLE)(ULONG_PTR)task_pid_nr(task);
	}
	vmbkmcl_thread_get(thread);
	__module_get(THIS_MODULE);
	spin_lock_irq(&thread_lock);
	list_add(&thread->Node, &threads_running);
	spin_unlock_irq(&thread_lock);
	wake_up_process(task);
	return 0;
}

NTSTATUS PsCreateSystemThread(PHANDLE ThreadHandle, ULONG DesiredAccess,
			      POBJECT_ATTRIBUTES ObjectAttributes,
			      HANDLE ProcessHandle, PCLIENT_ID ClientId,
			      PKSTART_ROUTINE StartRoutine, PVOID StartContext)
{
	PKTHREAD thread;
	HANDLE handle;
	int error;

	might_sleep();
	if (ProcessHandle)
		return STATUS_NOT_SUPPORTED;
	thread = thread_alloc(StartRoutine, StartContext);
	if (!thread)
		return STATUS_INSUFFICIENT_RESOURCES;
	error = vmbkmcl_handle_open(thread, &thread_handle_ops, &handle);
	if (error) {
		vmbkmcl_thread_put(thread);
		return vmbkmcl_errno_to_status(error);
	}
	error = thread_start(thread, ClientId);
	if (error) {
		ZwClose(handle);
		return vmbkmcl_errno_to_status(error);
	}
	*ThreadHandle = handle;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(PsCreateSystemThread);

NTSTATUS PsTerminateSystemThread(NTSTATUS ExitStatus)
{
	PKTHREAD thread = running_take();

	if (!thread)
		return STATUS_INVALID_PARAMETER;
	thread_end(thread, ExitStatus);
}
VMBKMCL_EXPORT(PsTerminateSystemThread);

/*
 * Priority 8 is nice 0, and a step is two of nice, so that 1 to 18 have
 * different ones.
 */
static KPRIORITY task_priority(struct task_struct *task)
{
	return 8 - task_nice(task) / 2;
}

static int priority_to_nice(KPRIORITY priority)
{
	return clamp_t(int, (8 - priority) * 2, MIN_NICE, MAX_NICE);
}

/* What a thread is to Linux, with a reference, or NULL when it has ended. */
static struct task_struct *thread_task(PKTHREAD thread)
{
	struct task_struct *task = NULL;
	unsigned long flags;
	PKTHREAD other;

	/* Linux's: the driver has a reference to it, or is in it. */
	if ((unsigned long)thread & 1)
		return get_task_struct((struct task_struct *)((unsigned long)thread - 1));
	/* A thread is on the list for as long as its task is known to be there. */
	spin_lock_irqsave(&thread_lock, flags);
	list_for_each_entry(other, &threads_running, Node) {
		if (other == thread)
			task = get_task_struct(other->Task);
	}
	spin_unlock_irqrestore(&thread_lock, flags);
	return task;
}

KPRIORITY KeSetPriorityThread(PKTHREAD Thread, KPRIORITY Priority)
{
	struct task_struct *task = thread_task(Thread);
	KPRIORITY old;

	if (!task)
		return 0;
	old = task_priority(task);
	set_user_nice(task, priority_to_nice(Priority));
	put_task_struct(task);
	return old;
}
VMBKMCL_EXPORT(KeSetPriorityThread);

KPRIORITY KeQueryPriorityThread(PKTHREAD Thread)
{
	struct task_struct *task = thread_task(Thread);
	KPRIORITY priority;

	if (!task)
		return 0;
	priority = task_priority(task);
	put_task_struct(task);
	return priority;
}
VMBKMCL_EXPORT(KeQueryPriorityThread);

/* One of ours, unless it is about to exit. */
static PKTHREAD running_find(void)
{
	PKTHREAD thread, found = NULL;
	unsigned long flags;

	if (list_empty_careful(&threads_running))
		return NULL;
	spin_lock_irqsave(&thread_lock, flags);
	list_for_each_entry(thread, &threads_running, Node) {
		if (thread->Task == current) {
			found = thread;
			break;
		}
	}
	spin_unlock_irqrestore(&thread_lock, flags);
	return found;
}

/*
 * A thread of the system's begins with a type, as objects do. Any other is Linux's: an
 * odd address tells it from objects.
 */
PKTHREAD KeGetCurrentThread(void)
{
	PKTHREAD thread = current->flags & PF_KTHREAD ? running_find() : NULL;

	return thread ? thread : (PKTHREAD)((unsigned long)current | 1);
}
VMBKMCL_EXPORT(KeGetCurrentThread);

/* What a driver knows it by, with a reference. */
static PKTHREAD task_thread(struct task_struct *task)
{
	PKTHREAD thread, found = NULL;

	spin_lock_irq(&thread_lock);
	list_for_each_entry(thread, &threads_running, Node) {
		if (thread->Task == task) {
			vmbkmcl_thread_get(thread);
			found = thread;
			break;
		}
	}
	spin_unlock_irq(&thread_lock);
	if (found)
		return found;
	get_task_struct(task);
	return (PKTHREAD)((unsigned long)task | 1);
}

NTSTATUS PsLookupThreadByThreadId(HANDLE ThreadId, PETHREAD *Thread)
{
	struct task_struct *task;

	might_sleep();
	/* As PsGetThreadId() has it, which is not what a container's program calls it. */
	rcu_read_lock();
	task = get_pid_task(find_pid_ns((pid_t)(ULONG_PTR)ThreadId, &init_pid_ns), PIDTYPE_PID);
	rcu_read_unlock();
	if (!task)
		return STATUS_INVALID_PARAMETER;
	*Thread = task_thread(task);
	put_task_struct(task);
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(PsLookupThreadByThreadId);

static HANDLE thread_number(PETHREAD thread, bool of_process)
{
	struct task_struct *task = thread_task(thread);
	pid_t id;

	if (!task)
		return NULL;
	id = of_process ? task_tgid_nr(task) : task_pid_nr(task);
	put_task_struct(task);
	return (HANDLE)(ULONG_PTR)id;
}

HANDLE PsGetThreadId(PETHREAD Thread)
{
	return thread_number(Thread, false);
}
VMBKMCL_EXPORT(PsGetThreadId);

HANDLE PsGetThreadProcessId(PETHREAD Thread)
{
	return thread_number(Thread, true);
}
VMBKMCL_EXPORT(PsGetThreadProcessId);

HANDLE PsGetCurrentThreadId(void)
{
	return (HANDLE)(ULONG_PTR)task_pid_nr(current);
}
VMBKMCL_EXPORT(PsGetCurrentThreadId);

HANDLE PsGetCurrentProcessId(void)
{
	return (HANDLE)(ULONG_PTR)task_tgid_nr(current);
}
VMBKMCL_EXPORT(PsGetCurrentProcessId);

NTSTATUS ZwWaitForSingleObject(HANDLE Handle, BOOLEAN Alertable, PLARGE_INTEGER Timeout)
{
	NTSTATUS status;
	PVOID object;

	/* Nothing else that a handle stands for here is ever signalled. */
	status = ObReferenceObjectByHandle(Handle, SYNCHRONIZE, NULL, KernelMode, &object, NULL);
	if (!NT_SUCCESS(status))
		return status;
	status = KeWaitForSingleObject(object, Executive, KernelMode, Alertable, Timeout);
	vmbkmcl_thread_put(object);
	return status;
}
VMBKMCL_EXPORT(ZwWaitForSingleObject);

NTSTATUS ObReferenceObjectByHandle(HANDLE Handle, ACCESS_MASK DesiredAccess,
				   POBJECT_TYPE ObjectType,
				   KPROCESSOR_MODE AccessMode, PVOID *Object,
				   POBJECT_HANDLE_INFORMATION HandleInformation)
{
	NTSTATUS status;
	void *object;

	/* A program has descriptors in place of handles, and only events of them here. */
	if (AccessMode == UserMode)
		return ObjectType && ObjectType != *ExEventObjectType ?
			STATUS_OBJECT_TYPE_MISMATCH :
			vmbkmcl_program_event_open(Handle, Object);
	object = vmbkmcl_handle_get(Handle, &thread_handle_ops, &status);
	if (object && ObjectType && ObjectType != thread_type) {
		vmbkmcl_thread_put(object);
		return STATUS_OBJECT_TYPE_MISMATCH;
	}
	*Object = object;
	return status;
}
VMBKMCL_EXPORT(ObReferenceObjectByHandle);
