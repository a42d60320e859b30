/* SPDX-License-Identifier: GPL-2.0-only */
/*++

Module Name:

    gate.h

Abstract:

    What the gate driver's files share.

--*/
#pragma once

#include <ntddk.h>

#include "public.h"

/* In glue.c, which may use Linux: MmUnlockPages() where it may not wait. */
BOOLEAN GateUnlockAtDispatch(_In_ PMDL Mdl);
/* Likewise: what opening the first device's node comes to, as an errno. */
ULONG GateOpenNode(VOID);

/* driver.c */
NTSTATUS GateComplete(_In_ PIRP Irp, _In_ NTSTATUS Status, _In_ ULONG_PTR Information);
NTSTATUS GateHold(_In_ PIRP Irp);

/* transfer.c */
extern ULONG GateFlushed;
DRIVER_DISPATCH GateTransfer;
DRIVER_DISPATCH GateFlush;

/* neither.c */
NTSTATUS GateNeither(_In_ PIRP Irp, _In_ ULONG Alignment);
NTSTATUS GateNeitherLater(_In_ PDEVICE_OBJECT DeviceObject, _In_ PIRP Irp);
