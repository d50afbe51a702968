# SPDX-License-Identifier: GPL-3.0-or-later
# What a terminal should find of a profile package, worked out from what the package says and the
# templates that it names, not with the card's installer:
#
#   softeuicc profile show --json --secrets PACKAGE |
#           jq -r --slurpfile templates TEMPLATES -f package-files.jq
#
# TEMPLATES is what tests/e2e/templates prints. The output is what tests/e2e/walk prints of the card,
# in another order, after lines that begin with "key" and say what to give to walk.

def number: reduce (ascii_upcase | explode[]) as $c (0; . * 16 + $c - (if $c > 57 then 55 else 48 end));
def two_digits: "0123456789ABCDEF" as $d | (. / 16 | floor) as $high | $d[$high:$high + 1] + $d[. % 16:. % 16 + 1];

# The string again and again, $n bytes of it.
def repeated($n): if $n <= 0 then "" else (. * ((2 * $n / length) | ceil))[0:2 * $n] end;
# The string, then its last byte again and again.
def filled($n): (. + (.[-2:] | repeated($n)))[0:2 * $n];

# The notation of template_file.fill in card/isdp/pe_table.h.
def default_content($n):
	if . == "" then "FF" | repeated($n)
	elif startswith("*") then .[1:] | repeated($n)
	elif contains("..") then
		(. / "..") as [$head, $tail] | $head | filled($n - ($tail | length) / 2) + $tail
	else (. + "FF") | filled($n)
	end;

def is_directory: . == "mf" or . == "df" or . == "adf";
def has_records: . == "linear-fixed" or . == "cyclic";

# TS 102 221 11.1.1.4.3
def kind_of_descriptor:
	{"01": "transparent", "02": "linear-fixed", "06": "cyclic", "38": "df", "39": "ber-tlv"}
	[.[0:2] | number | . % 64 | two_digits];

def parent: (. / "/")[:-1] | join("/");

# A path of the package, whose ADFs have identifiers, as a path of the terminal.
def resolve($path):
	. as $state |
	reduce ([range(0; $path | length; 4) as $i | $path[$i:$i + 4]][]) as $fid ("3F00";
		if $fid == "3F00" then .
		elif . == "3F00" and $state.adfs[$fid] then $state.adfs[$fid]
		else . + "/" + $fid
		end);

# EF.ARR of the rule, by its identifier, in the place that the Fcp's comment gives.
def rule($directory; $kind; $row; $fcp):
	$fcp.securityAttributesReferenced as $given |
	if ($given | length) == 6 then {arr: $given[0:4], record: $given[4:] | number}
	else {
		arr: (if $directory == "3F00" or $directory == null or $kind == "adf" then "2F06"
			else "6F06" end),
		record: (if $given then $given | number else $row.rule end)
	}
	end;

# The record of EF.DIR for an AID, TS 102 221 13.1.
def from_aid: (length / 2) as $n | "61" + ($n + 2 | two_digits) + "4F" + ($n | two_digits) + . + "FF";

# A directory that is a link has what the other has now, its files as links.
def linked($path):
	.files[$path] as {$kind, link: $from} |
	if ($kind | is_directory) and $from then
		reduce (.files | keys[] | select(startswith($from + "/"))) as $child (.;
			.files[$path + $child[$from | length:]] = (.files[$child] |
				if .kind | is_directory then . else .link //= $child end))
	else .
	end;

# Begins a file in $directory; later items are written to it.
def create($directory; $row; $fcp):
	. as $state |
	($fcp.fileDescriptor // "") as $descriptor |
	($row.kind // ($descriptor | kind_of_descriptor | if . == "df" and $fcp.dfName then "adf" else . end))
		as $kind |
	($fcp.fileID // $row.fid) as $fid |
	(if $kind == "mf" then "3F00" elif $kind == "adf" then $fcp.dfName // $state.iotAid
		else $directory + "/" + $fid end) as $path |
	(if $kind | has_records | not then 0
		elif ($descriptor | length) == 8 then $descriptor[4:] | number
		else $row.size end) as $record |
	(if $fcp.efFileSize then $fcp.efFileSize | number
		elif $record > 0 then $record * ($row.records // 0)
		else $row.size // 0 end) as $size |
	(if $record > 0 then $record else $size end) as $part |
	($fcp.proprietaryEFInfo // {}) as $info |
	(if $info.fillPattern then $info.fillPattern | filled($part)
		elif $info.repeatPattern then $info.repeatPattern | repeated($part)
		elif $row.of == "iccid" then $state.iccid
		elif $row.of == "aid" then $state.iotAid | from_aid | filled($part)
		else $row.fill // "" | default_content($part) end) as $initial |
	.files[$path] = {
		$kind, $record,
		content: (if ($kind | is_directory) or $kind == "ber-tlv" then "" else $initial | repeated($size) end),
		rule: rule($directory; $kind; $row; $fcp),
		deactivated: ($fcp.lcsi // "05" | number | . == 4 or . == 6), # TS 102 221 11.1.1.4.9
		link: (if ($fcp.linkPath // "") == "" then null else $state | resolve($fcp.linkPath) end)
	} |
	linked($path) |
	(if $kind == "adf" then .adfs[$fid] = $path else . end) |
	.writer = {$path, at: 0};

def write($item):
	if $item.fillFileOffset then .writer.at += $item.fillFileOffset
	else
		.writer as $w | $item.fillFileContent as $bytes |
		.files[$w.path].content |= .[0:2 * $w.at] + $bytes + .[2 * $w.at + ($bytes | length):] |
		.writer.at += ($bytes | length) / 2
	end;

# "The content of UST file shall be modified by the eUICC": services of EF.UST and EF.IST that need
# what this card has not (MBMS, keys of local key establishment).
def withdrawn: {"ef-ust": [69, 76], "ef-ist": [4]}[.] // [];
def without_service($service):
	(($service - 1) / 8 | floor * 2) as $at |
	if $at >= length then .
	else
		(.[$at:$at + 2] | number) as $byte | pow(2; ($service - 1) % 8) as $bit |
		.[0:$at] + ($byte - (if $byte / $bit % 2 | floor == 1 then $bit else 0 end) | two_digits) + .[$at + 2:]
	end;

# ---- elements with a template ----

def component($row; $items):
	(if $row.kind | is_directory then .base else .current end) as $directory |
	(if ($items[0] // {}) | has("fileDescriptor") then . else create($directory; $row; {}) end) |
	reduce $items[] as $item (.;
		if $item | has("doNotCreate") then .
		elif $item.fileDescriptor then create($directory; $row; $item.fileDescriptor)
		else write($item)
		end) |
	reduce ($row.name | withdrawn[]) as $service (.;
		.files[.writer.path].content |= without_service($service)) |
	if $row.kind | is_directory then .current = .writer.path | .base //= .current else . end;

def template_element($element; $template):
	(if $template.place == "root" then .base = null
		elif $template.place == "mf" then .base = "3F00"
		else .base = .adf end) |
	.current = .base |
	reduce ($template.files | to_entries[]) as {key: $i, value: $row} (.;
		$element[$row.name] as $items |
		($i == 0 and $template.place != "extended") as $first |
		if ($row.kind | is_directory) and ($first | not) then .current = null else . end |
		if (if $items then $items == [{"doNotCreate": null}] and 
				($template.place != "root" or (.current | . != null and . != "3F00"))
			else $template.byDefault | not end) then .
		else
			component($row; $items // []) |
			if $first then .base = .current else . end
		end) |
	if $template.place == "mf" or $template.place == "root" then
		.context = .base |
		if .files[.current // .base].kind == "adf" then .adf = .current else . end
	elif .context != "3F00" then .context = .adf
	else .
	end;

# ---- PE-GenericFileManagement ----

def manage($commands):
	.current = "3F00" |
	reduce $commands[] as $command (.;
		if $command | has("filePath") then
			resolve($command.filePath) as $path |
			if .files[$path].kind | is_directory then .current = $path
			else .current = ($path | parent) | .writer = {$path, at: 0}
			end
		elif $command.createFCP then create(.current; null; $command.createFCP)
		else write($command)
		end);

# ---- access rules, TS 102 221 9.2 ----

def objects:
	if length < 4 or startswith("FF") then []
	else (.[2:4] | number * 2) as $n | [[.[0:2], .[4:4 + $n]]] + (.[4 + $n:] | objects)
	end;

def satisfied($keys):
	. as [$tag, $value] |
	if $tag == "90" then true
	elif $tag == "A4" then [$value | objects[] | select(.[0] == "83")[1]] | inside($keys)
	elif $tag == "A0" then any($value | objects[]; satisfied($keys))
	elif $tag == "AF" then all($value | objects[]; satisfied($keys))
	else false
	end;

# Whether a record of EF.ARR lets a terminal with these keys read: one with b1 in its access mode.
def lets_read($keys):
	reduce (objects[]) as $object ({mode: false, granted: false};
		if $object[0] == "80" then .mode = ($object[1] | number) % 2 == 1
		elif $object[0] | number | . >= 129 and . <= 143 then .mode = false
		else .granted = (.granted or (.mode and ($object | satisfied($keys))))
		end) |
	.granted;

# What a link at .at leads to in the end.
def target: . as $state | if $state.files[.at].link then .at = $state.files[.at].link | target else .files[.at] end;

# EF.ARR is looked for from the file's directory upwards (TS 102 221 9.2.7).
def arr_of($directory; $fid):
	if .files[$directory + "/" + $fid] then .at = $directory + "/" + $fid | target
	elif $directory == "3F00" then null
	else arr_of(($directory | parent | if . == "" then "3F00" else . end); $fid)
	end;

def readable($path):
	.files[$path] as $file |
	arr_of($path | parent; $file.rule.arr) as $arr |
	[.keys[] | .directory as $d |
		select(.reference < "80" or $d == "3F00" or ($path | startswith($d + "/"))).reference] as $keys |
	($file.rule.record - 1) * 2 * $arr.record | . as $at |
	$arr.content[$at:$at + 2 * $arr.record] | lets_read($keys);

# ---- all of it ----

def add_keys($codes):
	. as $state |
	.keys += [$codes[] | {
		directory: (if $state.context == "3F00" and .keyReference > 128 and .keyReference < 137
			then $state.adf else $state.context end),
		reference: .keyReference | two_digits,
		value: .pinValue
	}];

# The PINs of another directory are the context's, too.
def share_keys($path):
	. as $state | resolve($path) as $from |
	.keys += [.keys[] | select(.directory == $from) | .directory = $state.context];

def swapped: [range(0; length; 2) as $i | .[$i + 1:$i + 2] + .[$i:$i + 1]] | join("");

def add($element):
	($element | to_entries[0]) as {key: $name, value: $value} |
	if $name == "genericFileManagement" then reduce $value.fileManagementCMD[] as $commands (.; manage($commands))
	elif $name == "header" then
		.iccid = ($value.iccid | swapped) | .iotAid = "A000000087" + ($value.iotOptions.pix // "")
	elif $name == "pinCodes" and ($value.pinCodes | has("filePath")) then share_keys($value.pinCodes.filePath)
	elif $name == "pinCodes" then add_keys($value.pinCodes.pinconfig)
	elif $value | type == "object" and has("templateID") then
		template_element($value; $templates[0][$value.templateID])
	else .
	end;

reduce .elements[] as $element ({files: {}, adfs: {}, keys: []}; add($element)) |
(.keys[] | "key \(.directory):\(.reference)=\(.value)"),
(. as $state | .files | keys[] as $path |
	($state | .at = $path | target) as $file |
	if .[$path].deactivated then "\($path) deactivated"
	elif $file.kind | is_directory then "\($path) df"
	else
		"\($path) \($file.kind) \(if $file.record > 0 then "\($file.record) " else "" end)" +
			(if $state | readable($path) then $file.content else "refused" end)
	end)
