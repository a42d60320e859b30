/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The framework's WMI: providers and instances are objects, and nothing asks them for
 * data.
 *
 * Linux counterpart: none
 */
#ifndef VMBKMCL_WINDOWS_WDFWMI_H
#define VMBKMCL_WINDOWS_WDFWMI_H

#include "wdfobject.h"

typedef struct WDFWMIPROVIDER__ *WDFWMIPROVIDER;
typedef struct WDFWMIINSTANCE__ *WDFWMIINSTANCE;

typedef enum _WDF_WMI_PROVIDER_CONTROL {
	WdfWmiControlInvalid,
	WdfWmiEventControl,
	WdfWmiInstanceControl
} WDF_WMI_PROVIDER_CONTROL;

typedef NTSTATUS EVT_WDF_WMI_PROVIDER_FUNCTION_CONTROL(WDFWMIPROVIDER WmiProvider,
						       WDF_WMI_PROVIDER_CONTROL Control,
						       BOOLEAN Enable);
typedef EVT_WDF_WMI_PROVIDER_FUNCTION_CONTROL *PFN_WDF_WMI_PROVIDER_FUNCTION_CONTROL;
typedef NTSTATUS EVT_WDF_WMI_INSTANCE_QUERY_INSTANCE(WDFWMIINSTANCE WmiInstance,
						     ULONG OutBufferSize, PVOID OutBuffer,
						     PULONG BufferUsed);
typedef EVT_WDF_WMI_INSTANCE_QUERY_INSTANCE *PFN_WDF_WMI_INSTANCE_QUERY_INSTANCE;
typedef NTSTATUS EVT_WDF_WMI_INSTANCE_SET_INSTANCE(WDFWMIINSTANCE WmiInstance,
						   ULONG InBufferSize, PVOID InBuffer);
typedef EVT_WDF_WMI_INSTANCE_SET_INSTANCE *PFN_WDF_WMI_INSTANCE_SET_INSTANCE;
typedef NTSTATUS EVT_WDF_WMI_INSTANCE_SET_ITEM(WDFWMIINSTANCE WmiInstance, ULONG DataItemId,
					       ULONG InBufferSize, PVOID InBuffer);
typedef EVT_WDF_WMI_INSTANCE_SET_ITEM *PFN_WDF_WMI_INSTANCE_SET_ITEM;
typedef NTSTATUS EVT_WDF_WMI_INSTANCE_EXECUTE_METHOD(WDFWMIINSTANCE WmiInstance,
						     ULONG MethodId, ULONG InBufferSize,
						     ULONG OutBufferSize, PVOID Buffer,
						     PULONG BufferUsed);
typedef EVT_WDF_WMI_INSTANCE_EXECUTE_METHOD *PFN_WDF_WMI_INSTANCE_EXECUTE_METHOD;

#define WdfWmiProviderExpensive		0x1
#define WdfWmiProviderReadOnly		0x2
#define WdfWmiProviderEventOnly		0x4
#define WdfWmiProviderTracing		0x8

typedef struct _WDF_WMI_PROVIDER_CONFIG {
	ULONG					Size;
	GUID					Guid;
	ULONG					Flags;
	ULONG					MinInstanceBufferSize;
	PFN_WDF_WMI_PROVIDER_FUNCTION_CONTROL	EvtWmiProviderFunctionControl;
} WDF_WMI_PROVIDER_CONFIG, *PWDF_WMI_PROVIDER_CONFIG;

static inline VOID WDF_WMI_PROVIDER_CONFIG_INIT(PWDF_WMI_PROVIDER_CONFIG config,
						const GUID *guid)
{
	memset(config, 0, sizeof(*config));
	config->Size = sizeof(*config);
	config->Guid = *guid;
}

typedef struct _WDF_WMI_INSTANCE_CONFIG {
	ULONG					Size;
	WDFWMIPROVIDER				Provider;
	PWDF_WMI_PROVIDER_CONFIG		ProviderConfig;
	BOOLEAN					UseContextForQuery;
	BOOLEAN					Register;
	PFN_WDF_WMI_INSTANCE_QUERY_INSTANCE	EvtWmiInstanceQueryInstance;
	PFN_WDF_WMI_INSTANCE_SET_INSTANCE	EvtWmiInstanceSetInstance;
	PFN_WDF_WMI_INSTANCE_SET_ITEM		EvtWmiInstanceSetItem;
	PFN_WDF_WMI_INSTANCE_EXECUTE_METHOD	EvtWmiInstanceExecuteMethod;
} WDF_WMI_INSTANCE_CONFIG, *PWDF_WMI_INSTANCE_CONFIG;

static inline VOID WDF_WMI_INSTANCE_CONFIG_INIT_PROVIDER(PWDF_WMI_INSTANCE_CONFIG config,
							 WDFWMIPROVIDER provider)
{
	memset(config, 0, sizeof(*config));
	config->Size = sizeof(*config);
	config->Provider = provider;
}

static inline VOID
WDF_WMI_INSTANCE_CONFIG_INIT_PROVIDER_CONFIG(PWDF_WMI_INSTANCE_CONFIG config,
					     PWDF_WMI_PROVIDER_CONFIG provider)
{
	memset(config, 0, sizeof(*config));
	config->Size = sizeof(*config);
	config->ProviderConfig = provider;
}

/* An object of that parent, unless the attributes name another. */
static inline NTSTATUS vmbkmcl_wdf_wmi_create(WDFOBJECT parent,
					      PWDF_OBJECT_ATTRIBUTES attributes,
					      WDFOBJECT *object)
{
	WDF_OBJECT_ATTRIBUTES all;

	if (attributes != NULL)
		all = *attributes;
	else
		WDF_OBJECT_ATTRIBUTES_INIT(&all);
	if (all.ParentObject == NULL)
		all.ParentObject = parent;
	return WdfObjectCreate(&all, object);
}

static inline NTSTATUS WdfWmiProviderCreate(WDFDEVICE Device,
					    PWDF_WMI_PROVIDER_CONFIG WmiProviderConfig,
					    PWDF_OBJECT_ATTRIBUTES ProviderAttributes,
					    WDFWMIPROVIDER *WmiProvider)
{
	UNREFERENCED_PARAMETER(WmiProviderConfig);
	return vmbkmcl_wdf_wmi_create((WDFOBJECT)Device, ProviderAttributes,
				      (WDFOBJECT *)WmiProvider);
}

static inline NTSTATUS WdfWmiInstanceCreate(WDFDEVICE Device,
					    PWDF_WMI_INSTANCE_CONFIG InstanceConfig,
					    PWDF_OBJECT_ATTRIBUTES InstanceAttributes,
					    WDFWMIINSTANCE *Instance)
{
	WDFOBJECT object;
	NTSTATUS status;

	UNREFERENCED_PARAMETER(InstanceConfig);
	status = vmbkmcl_wdf_wmi_create((WDFOBJECT)Device, InstanceAttributes, &object);
	if (NT_SUCCESS(status) && Instance != NULL)
		*Instance = (WDFWMIINSTANCE)object;
	return status;
}

static inline NTSTATUS WdfDeviceAssignMofResourceName(WDFDEVICE Device,
						      PCUNICODE_STRING MofResourceName)
{
	UNREFERENCED_PARAMETER(Device);
	UNREFERENCED_PARAMETER(MofResourceName);
	return STATUS_SUCCESS;
}

/**
 * WDF_WMI_BUFFER_APPEND_STRING() - put a text into a data block
 * @Buffer: receives the text's length in bytes, 16 bits, and the text
 * @BufferLength: its bytes
 * @String: the text
 * @RequiredSize: receives the bytes that it takes [doc]
 *
 * Context: any.
 * Return: STATUS_SUCCESS, or STATUS_BUFFER_TOO_SMALL if it does not fit. [doc]
 */
static inline NTSTATUS WDF_WMI_BUFFER_APPEND_STRING(PVOID Buffer, ULONG BufferLength,
						    PCUNICODE_STRING String,
						    PULONG RequiredSize)
{
	*RequiredSize = sizeof(String->Length) + String->Length;
	if (BufferLength < *RequiredSize)
		return STATUS_BUFFER_TOO_SMALL;
	RtlCopyMemory(Buffer, &String->Length, sizeof(String->Length));
	RtlCopyMemory(WDF_PTR_ADD_OFFSET(Buffer, sizeof(String->Length)), String->Buffer,
		      String->Length);
	return STATUS_SUCCESS;
}

/* As when no program listens. */
static inline NTSTATUS WdfWmiInstanceFireEvent(WDFWMIINSTANCE WmiInstance,
					       ULONG EventDataSize, PVOID EventData)
{
	UNREFERENCED_PARAMETER(WmiInstance);
	UNREFERENCED_PARAMETER(EventDataSize);
	UNREFERENCED_PARAMETER(EventData);
	return STATUS_SUCCESS;
}

#endif
