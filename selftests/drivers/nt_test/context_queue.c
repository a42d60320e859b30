// SPDX-License-Identifier: GPL-2.0-only
/* Calls of cancel-safe queues, resources, interfaces and secured devices. */
#include <vmbkmcl/nt/csq.h>
#include <vmbkmcl/nt/interface.h>
#include <vmbkmcl/nt/resource.h>
#include <vmbkmcl/nt/security.h>

#include "context.h"
#include "wdf_fixture.h"

static IO_CSQ csq;
static IO_CSQ_IRP_CONTEXT csq_context;
static PIRP csq_irp;
static bool csq_in;

static VOID csq_insert(PIO_CSQ which, PIRP irp)
{
	csq_in = true;
}

static NTSTATUS csq_insert_ex(PIO_CSQ which, PIRP irp, PVOID context)
{
	csq_in = true;
	return STATUS_SUCCESS;
}

static VOID csq_remove(PIO_CSQ which, PIRP irp)
{
	csq_in = false;
}

static PIRP csq_peek(PIO_CSQ which, PIRP irp, PVOID context)
{
	return csq_in && !irp ? csq_irp : NULL;
}

static VOID csq_lock(PIO_CSQ which, PKIRQL irql)
{
}

static VOID csq_unlock(PIO_CSQ which, KIRQL irql)
{
}

static VOID csq_complete(PIO_CSQ which, PIRP irp)
{
}

static void csq_init(struct kcase *t)
{
	EXPECT_OK(t, IoCsqInitialize(&csq, csq_insert, csq_remove, csq_peek, csq_lock,
				     csq_unlock, csq_complete));
}

static void csq_init_ex(struct kcase *t)
{
	EXPECT_OK(t, IoCsqInitializeEx(&csq, csq_insert_ex, csq_remove, csq_peek, csq_lock,
				       csq_unlock, csq_complete));
}

static void csq_begin(struct kcase *t)
{
	csq_init_ex(t);
	csq_irp = IoAllocateIrp(1, FALSE);
	EXPECT_NOT_NULL(t, csq_irp);
	if (csq_irp)
		IoSetNextIrpStackLocation(csq_irp);
}

static void csq_fill(struct kcase *t)
{
	csq_begin(t);
	csq_in = false;
	if (csq_irp)
		IoCsqInsertIrp(&csq, csq_irp, &csq_context);
}

static void csq_end(struct kcase *t)
{
	if (csq_irp) {
		IoSetCancelRoutine(csq_irp, NULL);
		IoFreeIrp(csq_irp);
	}
	csq_irp = NULL;
}

KCASE_CALL(IoCsqInitialize, csq_init(t));
KCASE_CALL(IoCsqInitializeEx, csq_init_ex(t));
KCASE_CALL_BETWEEN(IoCsqInsertIrp, csq_begin, csq_end, IoCsqInsertIrp(&csq, csq_irp, NULL));
KCASE_CALL_BETWEEN(IoCsqInsertIrpEx, csq_begin, csq_end,
		   EXPECT_OK(t, IoCsqInsertIrpEx(&csq, csq_irp, NULL, NULL)));
KCASE_CALL_BETWEEN(IoCsqRemoveIrp, csq_fill, csq_end,
		   EXPECT_PTR_EQ(t, IoCsqRemoveIrp(&csq, &csq_context), csq_irp));
KCASE_CALL_BETWEEN(IoCsqRemoveNextIrp, csq_fill, csq_end,
		   EXPECT_PTR_EQ(t, IoCsqRemoveNextIrp(&csq, NULL), csq_irp));

static ERESOURCE resource;
static ERESOURCE_THREAD resource_thread;

static void resource_begin(struct kcase *t)
{
	EXPECT_OK(t, ExInitializeResourceLite(&resource));
}

static void resource_end(struct kcase *t)
{
	EXPECT_OK(t, ExDeleteResourceLite(&resource));
}

static void resource_take(struct kcase *t)
{
	resource_begin(t);
	resource_thread = ExGetCurrentResourceThread();
	EXPECT_TRUE(t, ExAcquireResourceExclusiveLite(&resource, TRUE));
}

static void resource_drop(struct kcase *t)
{
	ExReleaseResourceForThreadLite(&resource, resource_thread);
	resource_end(t);
}

/* A softirq may have another thread, which has nothing to hand over. */
static void resource_hand_over(void)
{
	ERESOURCE_THREAD owner = (ERESOURCE_THREAD)&resource | 3;

	if (!ExIsResourceAcquiredSharedLite(&resource))
		return;
	ExSetResourceOwnerPointer(&resource, (PVOID)owner);
	resource_thread = owner;
}

KCASE_CALL_BETWEEN(ExInitializeResourceLite, NULL, resource_end, resource_begin(t));
KCASE_CALL_BETWEEN(ExReinitializeResourceLite, resource_begin, resource_end,
		   EXPECT_OK(t, ExReinitializeResourceLite(&resource)));
KCASE_CALL_BETWEEN(ExDeleteResourceLite, resource_begin, NULL, resource_end(t));
KCASE_CALL_BETWEEN(ExAcquireResourceExclusiveLite, NULL, resource_drop, resource_take(t));
KCASE_CALL_BETWEEN(ExAcquireResourceSharedLite, resource_take, resource_drop,
		   EXPECT_TRUE(t, ExAcquireResourceSharedLite(&resource, TRUE));
		   ExReleaseResourceLite(&resource));
KCASE_CALL_BETWEEN(ExAcquireSharedStarveExclusive, resource_take, resource_drop,
		   EXPECT_TRUE(t, ExAcquireSharedStarveExclusive(&resource, TRUE));
		   ExReleaseResourceLite(&resource));
KCASE_CALL_BETWEEN(ExAcquireSharedWaitForExclusive, resource_take, resource_drop,
		   EXPECT_TRUE(t, ExAcquireSharedWaitForExclusive(&resource, TRUE));
		   ExReleaseResourceLite(&resource));
/* In a softirq the calling thread is another one. */
KCASE_CALL_BETWEEN(ExReleaseResourceLite, resource_take, resource_end,
		   ExReleaseResourceForThreadLite(&resource, resource_thread));
KCASE_CALL_BETWEEN(ExReleaseResourceForThreadLite, resource_take, resource_end,
		   ExReleaseResourceForThreadLite(&resource, resource_thread));
KCASE_CALL_BETWEEN(ExConvertExclusiveToSharedLite, resource_take, resource_drop,
		   ExConvertExclusiveToSharedLite(&resource));
KCASE_CALL_BETWEEN(ExSetResourceOwnerPointer, resource_take, resource_drop,
		   resource_hand_over());
KCASE_CALL_BETWEEN(ExIsResourceAcquiredExclusiveLite, resource_take, resource_drop,
		   ExIsResourceAcquiredExclusiveLite(&resource));
KCASE_CALL_BETWEEN(ExIsResourceAcquiredSharedLite, resource_take, resource_drop,
		   ExIsResourceAcquiredSharedLite(&resource));
KCASE_CALL_BETWEEN(ExGetExclusiveWaiterCount, resource_take, resource_drop,
		   EXPECT_EQ(t, ExGetExclusiveWaiterCount(&resource), 0u));
KCASE_CALL_BETWEEN(ExGetSharedWaiterCount, resource_take, resource_drop,
		   EXPECT_EQ(t, ExGetSharedWaiterCount(&resource), 0u));
KCASE_CALL(ExGetCurrentResourceThread, EXPECT_NE(t, ExGetCurrentResourceThread(), 0ul));

static PZZWSTR interface_list;
static UNICODE_STRING interface_name, interface_none = RTL_CONSTANT_STRING(L"\\??\\none");
static const GUID interface_class;
static PDEVICE_OBJECT secured;

static void interface_end(struct kcase *t)
{
	RtlFreeUnicodeString(&interface_name);
}

static void interface_free(struct kcase *t)
{
	ExFreePool(interface_list);
}

static void secured_end(struct kcase *t)
{
	IoDeleteDevice(secured);
}

KCASE_CALL_BETWEEN(IoRegisterDeviceInterface, NULL, interface_end,
		   EXPECT_OK(t, IoRegisterDeviceInterface(wdf.pdo, &interface_class, NULL,
							  &interface_name)));
KCASE_CALL_BETWEEN(IoCreateDeviceSecure, NULL, secured_end,
		   EXPECT_OK(t, IoCreateDeviceSecure(wdf.bus_driver, 0, NULL,
						     FILE_DEVICE_UNKNOWN, 0, FALSE,
						     &SDDL_DEVOBJ_SYS_ALL, NULL, &secured)));

KCASE_CALL(IoSetDeviceInterfaceState,
	   EXPECT_EQ(t, IoSetDeviceInterfaceState(&interface_none, TRUE),
		     STATUS_OBJECT_NAME_NOT_FOUND));
KCASE_CALL_BETWEEN(IoGetDeviceInterfaces, NULL, interface_free,
		   EXPECT_OK(t, IoGetDeviceInterfaces(&interface_class, NULL, 0,
						      &interface_list)));
