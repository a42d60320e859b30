// SPDX-License-Identifier: GPL-2.0-only
/* What structured exceptions do where something raises, and where nothing does. */
#include "parcel.h"

static VOID ParcelRaise(_In_ NTSTATUS Status)
{
	ExRaiseStatus(Status);
}

static BOOLEAN NothingRaises(VOID)
{
	LONG steps = 0;

	__try {
		steps++;
	} __except (EXCEPTION_EXECUTE_HANDLER) {
		return FALSE;
	}
	return steps == 1;
}

static BOOLEAN HandlerRuns(VOID)
{
	LONG steps = 0;
	NTSTATUS code = STATUS_SUCCESS;

	__try {
		steps++;
		ParcelRaise(STATUS_INTEGER_OVERFLOW);
		steps += 10;
	} __except (GetExceptionCode() == STATUS_INTEGER_OVERFLOW ?
		    EXCEPTION_EXECUTE_HANDLER : EXCEPTION_CONTINUE_SEARCH) {
		code = GetExceptionCode();
	}
	return steps == 1 && code == STATUS_INTEGER_OVERFLOW;
}

static BOOLEAN OuterHandlerRuns(VOID)
{
	LONG steps = 0;

	__try {
		__try {
			ParcelRaise(STATUS_ACCESS_VIOLATION);
		} __except (EXCEPTION_CONTINUE_SEARCH) {
			return FALSE;
		}
	} __except (EXCEPTION_EXECUTE_HANDLER) {
		steps = GetExceptionCode() == STATUS_ACCESS_VIOLATION;
	}
	return steps == 1;
}

static BOOLEAN FinallyRuns(VOID)
{
	LONG steps = 0, abnormal = 0;

	__try {
		__try {
			steps++;
			ParcelRaise(STATUS_ACCESS_VIOLATION);
			steps += 100;
		} __finally {
			abnormal = AbnormalTermination();
			steps += 10;
		}
		steps += 1000;
	} __except (EXCEPTION_EXECUTE_HANDLER) {
		return steps == 11 && abnormal;
	}
	return FALSE;
}

static BOOLEAN LeaveSkipsTheRest(VOID)
{
	LONG steps = 0, abnormal = 1;

	__try {
		for (;;) {
			if (++steps == 3)
				__leave;
		}
	} __finally {
		abnormal = AbnormalTermination();
		steps += 10;
	}
	return steps == 13 && !abnormal;
}

/* A block that is left in another way takes no exception any more. */
static BOOLEAN BreakLeaves(VOID)
{
	LONG handled = 0, i;

	__try {
		for (i = 0; i < 3; i++) {
			__try {
				if (i == 1)
					break;
			} __except (EXCEPTION_EXECUTE_HANDLER) {
				handled += 10;
			}
		}
		ParcelRaise(STATUS_ACCESS_VIOLATION);
	} __except (EXCEPTION_EXECUTE_HANDLER) {
		handled++;
	}
	return handled == 1 && i == 1;
}

/* In a switch, cases pass by the declarations that others make. */
static BOOLEAN SwitchPassesBy(_In_ LONG Which)
{
	LONG handled = 0;

	switch (Which) {
	case 0:
		__try {
			ParcelRaise(STATUS_ACCESS_VIOLATION);
		} __except (EXCEPTION_EXECUTE_HANDLER) {
			handled = 1;
		}
		break;
	case 1:
		try {
			ExRaiseStatus(STATUS_DATATYPE_MISALIGNMENT);
		} except (EXCEPTION_EXECUTE_HANDLER) {
			handled = GetExceptionCode() == STATUS_DATATYPE_MISALIGNMENT;
		}
		break;
	default:
		handled = 1;
		break;
	}
	return handled == 1;
}

static LONG Trace;

static VOID FinallyInside(VOID)
{
	__try {
		ParcelRaise(STATUS_ACCESS_VIOLATION);
	} __finally {
		Trace = Trace * 10 + 1;
	}
	Trace = 100;
}

static VOID FinallyOutside(VOID)
{
	__try {
		FinallyInside();
	} __finally {
		Trace = Trace * 10 + 2;
	}
	Trace = 200;
}

/* The functions between are left, the newest first. */
static BOOLEAN FunctionsAreLeft(VOID)
{
	Trace = 0;
	__try {
		FinallyOutside();
	} __except (EXCEPTION_EXECUTE_HANDLER) {
		Trace = Trace * 10 + 3;
	}
	return Trace == 123;
}

static VOID ReturnsFromBlock(VOID)
{
	__try {
		Trace = 1;
		return;
	} __except (EXCEPTION_EXECUTE_HANDLER) {
		Trace = 2;
	}
}

/* A function that has returned takes no exception. */
static BOOLEAN ReturnLeaves(VOID)
{
	LONG handled = 0;

	__try {
		ReturnsFromBlock();
		ParcelRaise(STATUS_ACCESS_VIOLATION);
	} __except (EXCEPTION_EXECUTE_HANDLER) {
		handled = 1;
	}
	return handled && Trace == 1;
}

static BOOLEAN HandlerRaises(VOID)
{
	LONG steps = 0;

	__try {
		__try {
			ParcelRaise(STATUS_ACCESS_VIOLATION);
		} __except (EXCEPTION_EXECUTE_HANDLER) {
			steps = 10;
			ParcelRaise(STATUS_INTEGER_OVERFLOW);
		}
	} __except (EXCEPTION_EXECUTE_HANDLER) {
		steps += GetExceptionCode() == STATUS_INTEGER_OVERFLOW;
	}
	return steps == 11;
}

/* A goto enters the block again. */
static BOOLEAN HandlerRetries(VOID)
{
	LONG tries = 0;

Again:
	__try {
		if (++tries < 3)
			ParcelRaise(STATUS_ACCESS_VIOLATION);
	} __except (EXCEPTION_EXECUTE_HANDLER) {
		goto Again;
	}
	return tries == 3;
}

static BOOLEAN FailedLockRaises(VOID)
{
	NTSTATUS status = STATUS_SUCCESS;
	PMDL mdl;

	/* No program has this address. */
	mdl = IoAllocateMdl((PVOID)(ULONG_PTR)0x10000, PAGE_SIZE, FALSE, FALSE, NULL);
	if (mdl == NULL)
		return FALSE;
	__try {
		MmProbeAndLockPages(mdl, UserMode, IoReadAccess);
		MmUnlockPages(mdl);
	} __except (EXCEPTION_EXECUTE_HANDLER) {
		status = GetExceptionCode();
	}
	IoFreeMdl(mdl);
	return status == STATUS_ACCESS_VIOLATION;
}

static BOOLEAN FailedProbeRaises(VOID)
{
	__try {
		ProbeForRead((PVOID)(ULONG_PTR)0x10000, 16, 1);
	} __except (EXCEPTION_EXECUTE_HANDLER) {
		return GetExceptionCode() == STATUS_ACCESS_VIOLATION;
	}
	return FALSE;
}

/* More than any machine has; a caller that asks for an exception gets no NULL. */
static BOOLEAN FailedAllocationRaises(VOID)
{
	const SIZE_T huge = (SIZE_T)1 << 45;
	LONG raised = 0;

	__try {
		ExFreePool(ExAllocatePool2(POOL_FLAG_NON_PAGED | POOL_FLAG_RAISE_ON_FAILURE,
					   huge, 'crPV'));
	} __except (GetExceptionCode() == STATUS_INSUFFICIENT_RESOURCES) {
		raised += 1;
	}
	__try {
		ExFreePool(ExAllocatePoolWithTag((POOL_TYPE)(NonPagedPoolNx |
						 POOL_RAISE_IF_ALLOCATION_FAILURE),
						 huge, 'crPV'));
	} __except (GetExceptionCode() == STATUS_INSUFFICIENT_RESOURCES) {
		raised += 10;
	}
	__try {
		ExFreePool(ExAllocatePoolWithQuotaTag(PagedPool, huge, 'crPV'));
	} __except (GetExceptionCode() == STATUS_INSUFFICIENT_RESOURCES) {
		raised += 100;
	}
	__try {
		raised += ExAllocatePoolWithQuotaTag((POOL_TYPE)(PagedPool |
						     POOL_QUOTA_FAIL_INSTEAD_OF_RAISE),
						     huge, 'crPV') == NULL ? 1000 : 0;
	} __except (EXCEPTION_EXECUTE_HANDLER) {
		return FALSE;
	}
	return raised == 1111 &&
	       ExAllocatePool2(POOL_FLAG_NON_PAGED, huge, 'crPV') == NULL;
}

/* ExAllocatePool2() with a tag of 0, and with flags that name no pool. */
static BOOLEAN RefusedAllocationRaises(VOID)
{
	const SIZE_T huge = (SIZE_T)1 << 45;
	LONG raised = 0;

	__try {
		ExFreePool(ExAllocatePool2(POOL_FLAG_NON_PAGED | POOL_FLAG_RAISE_ON_FAILURE,
					   16, 0));
	} __except (EXCEPTION_EXECUTE_HANDLER) {
		raised += 1;
	}
	__try {
		ExFreePool(ExAllocatePool2(POOL_FLAG_RAISE_ON_FAILURE, 16, 'crPV'));
	} __except (EXCEPTION_EXECUTE_HANDLER) {
		raised += 10;
	}
	__try {
		ExFreePool(ExAllocatePoolZero((POOL_TYPE)(NonPagedPoolNx |
					      POOL_RAISE_IF_ALLOCATION_FAILURE),
					      huge, 'crPV'));
	} __except (GetExceptionCode() == STATUS_INSUFFICIENT_RESOURCES) {
		raised += 100;
	}
	return raised == 111;
}

/* What is released too often stays as it is. */
static BOOLEAN FailedReleaseRaises(VOID)
{
	KSEMAPHORE semaphore;
	LONG raised = 0;
	KMUTEX mutex;

	KeInitializeSemaphore(&semaphore, 1, 2);
	KeInitializeMutex(&mutex, 0);
	__try {
		KeReleaseSemaphore(&semaphore, IO_NO_INCREMENT, 2, FALSE);
	} __except (GetExceptionCode() == STATUS_SEMAPHORE_LIMIT_EXCEEDED) {
		raised += 1;
	}
	__try {
		KeReleaseMutex(&mutex, FALSE);
	} __except (GetExceptionCode() == STATUS_MUTANT_NOT_OWNED) {
		raised += 10;
	}
	return raised == 11 && KeReadStateSemaphore(&semaphore) == 1 &&
	       KeReadStateMutex(&mutex) == 1;
}

/* Limits and macros as Windows has them. */
static BOOLEAN DialectIsWindows(VOID)
{
	__int64 big = 1;

	C_ASSERT(LONG_MAX == 0x7fffffff && ULONG_MAX == 0xffffffff);
	C_ASSERT(sizeof(__int64) == 8 && sizeof(__int8) == 1);
	return PAGE_ALIGN((ULONG_PTR)PAGE_SIZE + 1) == (PVOID)(ULONG_PTR)PAGE_SIZE &&
	       (char)-1 < 0 && max(big, 2) == 2;
}

VOID ParcelCheckExceptions(VOID)
{
	ParcelReport("nothing raises", NothingRaises());
	ParcelReport("a handler runs", HandlerRuns());
	ParcelReport("an outer handler runs", OuterHandlerRuns());
	ParcelReport("a finally block runs", FinallyRuns());
	ParcelReport("leave skips the rest", LeaveSkipsTheRest());
	ParcelReport("break leaves a block", BreakLeaves());
	ParcelReport("cases pass by", SwitchPassesBy(0) && SwitchPassesBy(1) &&
		     SwitchPassesBy(2));
	ParcelReport("functions are left", FunctionsAreLeft());
	ParcelReport("return leaves a block", ReturnLeaves());
	ParcelReport("a handler raises", HandlerRaises());
	ParcelReport("a handler retries", HandlerRetries());
	ParcelReport("a failed lock raises", FailedLockRaises());
	ParcelReport("a failed probe raises", FailedProbeRaises());
	ParcelReport("a failed allocation raises", FailedAllocationRaises());
	ParcelReport("a refused allocation raises", RefusedAllocationRaises());
	ParcelReport("a failed release raises", FailedReleaseRaises());
	ParcelReport("the dialect is Windows'", DialectIsWindows());
}
