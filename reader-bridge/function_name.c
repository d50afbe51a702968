/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reader-bridge/function_name.h"

#include <string.h>

#include "codec/tlv.h"
#include "softeuicc.h"

enum {
	INS_STORE_DATA = 0xE2,
	INS_GET_RESPONSE = 0xC0,
	P1_LAST_BLOCK = 0x80, /* GlobalPlatform 11.11.2.1 */
	HEADER = 4,
	DATA_AT = 5,
	EXTENDED_DATA_AT = 7,
};

static const struct {
	uint8_t ins;
	const char *name;
} instructions[] = {
	{0x04, "DEACTIVATE FILE"},
	{0x10, "TERMINAL PROFILE"},
	{0x12, "FETCH"},
	{0x14, "TERMINAL RESPONSE"},
	{0x20, "VERIFY PIN"},
	{0x24, "CHANGE PIN"},
	{0x26, "DISABLE PIN"},
	{0x28, "ENABLE PIN"},
	{0x2C, "UNBLOCK PIN"},
	{0x32, "INCREASE"},
	{0x44, "ACTIVATE FILE"},
	{0x70, "MANAGE CHANNEL"},
	{0x76, "SUSPEND UICC"},
	{0x78, "GET IDENTITY"},
	{0x84, "GET CHALLENGE"},
	{0x88, "AUTHENTICATE"},
	{0x89, "AUTHENTICATE"},
	{0xA2, "SEARCH RECORD"},
	{0xA4, "SELECT"},
	{0xAA, "TERMINAL CAPABILITY"},
	{0xB0, "READ BINARY"},
	{0xB2, "READ RECORD"},
	{INS_GET_RESPONSE, "GET RESPONSE"},
	{0xC2, "ENVELOPE"},
	{0xCA, "GET DATA"},
	{0xCB, "RETRIEVE DATA"},
	{0xD4, "RESIZE FILE"},
	{0xD6, "UPDATE BINARY"},
	{0xDB, "SET DATA"},
	{0xDC, "UPDATE RECORD"},
	{0xE0, "CREATE FILE"},
	{INS_STORE_DATA, "STORE DATA"},
	{0xE4, "DELETE FILE"},
	{0xE6, "TERMINATE DF"},
	{0xE8, "TERMINATE EF"},
	{0xF2, "STATUS"},
	{0xFE, "TERMINATE CARD USAGE"},
};

enum { INSTRUCTIONS = sizeof(instructions) / sizeof(instructions[0]) };

static const char OTHER[] = "other";
static const char LOAD_PACKAGE[] = "ES10b.LoadBoundProfilePackage";

static const char *by_instruction(uint8_t ins)
{
	for (size_t i = 0; i < INSTRUCTIONS; i++)
		if (instructions[i].ins == ins)
			return instructions[i].name;
	return OTHER;
}

/* The functions inside a bound profile package have no command of their own: a terminal cannot see
 * which segment completes which. */
static bool is_es8(const char *name)
{
	return !strncmp(name, "ES8+", 4);
}

static bool is_segment(uint32_t tag)
{
	return tag >= 0x86 && tag <= 0x88;
}

static const char *by_tag(uint32_t tag)
{
	struct softeuicc_function f;

	for (size_t i = 0; softeuicc_function(i, &f); i++)
		if (f.tag == tag)
			return is_es8(f.name) ? LOAD_PACKAGE : f.name;
	return is_segment(tag) ? LOAD_PACKAGE : "STORE DATA";
}

/* TS 102 221 10.1.1: channels 0 to 3, and 4 to 19. */
static unsigned channel_of(uint8_t cla)
{
	return cla & 0x40 ? 4u + (cla & 0x0F) : cla & 0x03u;
}

/* STORE DATA: the first block tells the function of those that follow it. */
static const char *stored(struct function_names *names, struct slice c)
{
	size_t at = c.n > DATA_AT && c.p[HEADER] == 0 ? EXTENDED_DATA_AT : DATA_AT;
	const char **begun = &names->begun[channel_of(c.p[0])];
	size_t length, header;
	uint32_t tag;

	if (c.p[3] == 0 && c.n > at)
		*begun = tlv_header(slice_of(c.p + at, c.n - at), &tag, &length, &header) > 0
				 ? by_tag(tag)
				 : by_instruction(INS_STORE_DATA);
	return *begun ? *begun : by_instruction(INS_STORE_DATA);
}

struct function_name function_name(struct function_names *names, struct slice c)
{
	if (c.n < HEADER)
		return (struct function_name){OTHER, true, false};
	if (c.p[1] == INS_STORE_DATA)
		return (struct function_name){stored(names, c), c.p[2] & P1_LAST_BLOCK, false};
	return (struct function_name){by_instruction(c.p[1]), true, c.p[1] == INS_GET_RESPONSE};
}

const char *function_name_at(size_t index)
{
	struct softeuicc_function f;

	if (index < INSTRUCTIONS)
		return instructions[index].name;
	return softeuicc_function(index - INSTRUCTIONS, &f) ? f.name : NULL;
}

bool function_has_result(const char *name)
{
	struct softeuicc_function f;

	for (size_t i = 0; softeuicc_function(i, &f); i++)
		if (!strcmp(f.name, name))
			return f.has_result_code;
	return false;
}
