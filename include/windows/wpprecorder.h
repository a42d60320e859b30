/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The recorder of trace messages. Windows keeps the last messages of each log in memory,
 * for its debugger. Here a log keeps nothing: what a driver traces to one is a message of
 * DbgPrintEx(), as <vmbkmcl_wpp.h> says, and a log is only a handle.
 *
 * Linux counterpart: the kernel's log
 */
#ifndef VMBKMCL_WINDOWS_WPPRECORDER_H
#define VMBKMCL_WINDOWS_WPPRECORDER_H

#include <wdm.h>

/* The page has no number; longer identifiers are cut. [ours] */
#define RECORDER_LOG_IDENTIFIER_MAX_CHARS	16

typedef struct RECORDER_LOG__ { int unused; } *RECORDER_LOG;

typedef enum _WPP_RECORDER_TRI_STATE {
	WppRecorderDefault,
	WppRecorderFalse,
	WppRecorderTrue
} WPP_RECORDER_TRI_STATE;

typedef struct _RECORDER_CONFIGURE_PARAMS {
	ULONG			Size;
	BOOLEAN			CreateDefaultLog;
	WPP_RECORDER_TRI_STATE	UseTimeStamp;
	WPP_RECORDER_TRI_STATE	PreciseTimeStamp;
} RECORDER_CONFIGURE_PARAMS, *PRECORDER_CONFIGURE_PARAMS;

typedef struct _RECORDER_LOG_CREATE_PARAMS {
	ULONG			Size;
	ULONG			LogTag;
	ULONG			TotalBufferSize;
	ULONG			ErrorPartitionSize;
	ULONG_PTR		LogIdentifierAppendValue;
	BOOLEAN			LogIdentifierAppendValueSet;
	ULONG			LogIdentifierSize;
	CHAR			LogIdentifier[RECORDER_LOG_IDENTIFIER_MAX_CHARS];
	WPP_RECORDER_TRI_STATE	UseTimeStamp;
	WPP_RECORDER_TRI_STATE	PreciseTimeStamp;
} RECORDER_LOG_CREATE_PARAMS, *PRECORDER_LOG_CREATE_PARAMS;

/**
 * RECORDER_CONFIGURE_PARAMS_INIT() - initialise what configures the default log
 * @Params: is initialised: the default log is used [doc]
 *
 * Context: any.
 */
static inline void RECORDER_CONFIGURE_PARAMS_INIT(PRECORDER_CONFIGURE_PARAMS Params)
{
	RtlZeroMemory(Params, sizeof(*Params));
	Params->Size = sizeof(*Params);
	Params->CreateDefaultLog = TRUE;
}

/**
 * WppRecorderConfigure() - configure the default log
 * @ConfigureParams: initialised by RECORDER_CONFIGURE_PARAMS_INIT(); nothing of it
 *	matters here: the kernel's log is always there, and has times [ours]
 *
 * Context: PASSIVE_LEVEL. [doc]
 */
static inline void WppRecorderConfigure(PRECORDER_CONFIGURE_PARAMS ConfigureParams)
{
	UNREFERENCED_PARAMETER(ConfigureParams);
}

/**
 * RECORDER_LOG_CREATE_PARAMS_INIT() - initialise what a log is made of
 * @Params: is initialised
 * @LogIdentifier: the log's name; optional [doc]
 *
 * Context: any.
 */
static inline void RECORDER_LOG_CREATE_PARAMS_INIT(PRECORDER_LOG_CREATE_PARAMS Params,
						   PCSTR LogIdentifier)
{
	ULONG i;

	RtlZeroMemory(Params, sizeof(*Params));
	Params->Size = sizeof(*Params);
	Params->LogIdentifierSize = sizeof(Params->LogIdentifier);
	for (i = 0; LogIdentifier && LogIdentifier[i] && i + 1 < Params->LogIdentifierSize; i++)
		Params->LogIdentifier[i] = LogIdentifier[i];
}

/**
 * WppRecorderLogCreate() - make a log
 * @CreateParams: initialised by RECORDER_LOG_CREATE_PARAMS_INIT()
 * @RecorderLog: receives its handle, which the driver can trace to [doc]
 *
 * Context: at or below DISPATCH_LEVEL. [doc]
 * Return: STATUS_SUCCESS.
 */
static inline NTSTATUS WppRecorderLogCreate(PRECORDER_LOG_CREATE_PARAMS CreateParams,
					    RECORDER_LOG *RecorderLog)
{
	UNREFERENCED_PARAMETER(CreateParams);
	/* Any address but NULL will do: nothing looks at it. */
	*RecorderLog = (RECORDER_LOG)RecorderLog;
	return STATUS_SUCCESS;
}

/**
 * WppRecorderLogDelete() - delete a log
 * @RecorderLog: its handle
 *
 * Context: any.
 */
static inline void WppRecorderLogDelete(RECORDER_LOG RecorderLog)
{
	UNREFERENCED_PARAMETER(RecorderLog);
}

#endif
