#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# A client of a short message centre, on Net::SMPP (Debian's libnet-smpp-perl).
#
#   smpp-client.pl HOST PORT tx|rx|trx NAME PASSWORD [STEP [KEY=VALUE ...] , STEP ... ]
#
# binds and takes the steps one after the other, each of which prints a line:
#
#   submit KEY=VALUE...   parameters of submit_sm by Net::SMPP's names; hex=... is the text in
#                         hexadecimal digits; prints the message's id
#   query ID SOURCE       prints its state
#   receive [STATUS]      waits for deliver_sm, answers it, and prints it
#   enquire, unbind
#
# What goes wrong is printed as "status" with its number.
use strict;
use warnings;
use Net::SMPP;

my ($host, $port, $kind, $name, $password, @rest) = @ARGV;
my %binds = (tx => 'new_transmitter', rx => 'new_receiver', trx => 'new_transceiver');
my $bind = $binds{$kind};
my ($smpp, $answer) = Net::SMPP->$bind($host, port => $port, system_id => $name,
	password => $password, system_type => '');
die "no connection\n" unless $answer;
$| = 1;

sub status {
	my ($pdu, $good) = @_;
	die "no answer\n" unless $pdu;
	print $pdu->{status} ? sprintf("status %02x", $pdu->{status}) : $good, "\n";
	return !$pdu->{status};
}

sub submit {
	my %given = map { split(/=/, $_, 2) } @_;
	$given{short_message} = pack('H*', delete $given{hex}) if exists $given{hex};
	my $pdu = $smpp->submit_sm(%given);
	status($pdu, 'message ' . ($pdu->{message_id} // ''));
}

sub query {
	my ($id, $source) = @_;
	my $pdu = $smpp->query_sm(message_id => $id, source_addr => $source);
	status($pdu, 'state ' . ($pdu->{message_state} // ''));
}

sub receive {
	my ($status) = @_;
	my $pdu = $smpp->read_pdu() or die "the connection has ended\n";
	$pdu->{cmd} == 0x05 or die sprintf("command %x\n", $pdu->{cmd});
	$smpp->deliver_sm_resp(seq => $pdu->{seq}, status => $status // 0, message_id => '');
	my $text = $pdu->{short_message};
	$text = $pdu->{message_payload} if !length $text && defined $pdu->{message_payload};
	$text = unpack('H*', $text) if $pdu->{data_coding};
	printf("from %d:%s to %d:%s class %02x coding %02x: %s\n", $pdu->{source_addr_ton},
		$pdu->{source_addr}, $pdu->{dest_addr_ton}, $pdu->{destination_addr},
		$pdu->{esm_class}, $pdu->{data_coding}, $text);
}

my %steps = (
	submit => \&submit,
	query => \&query,
	receive => \&receive,
	enquire => sub { status($smpp->enquire_link(), 'there') },
	unbind => sub { status($smpp->unbind(), 'unbound') },
);

status($answer, 'bound as ' . ($answer->{system_id} // '')) or exit 0;
while (@rest) {
	my $step = shift @rest;
	my @arguments;
	push @arguments, shift @rest while @rest && $rest[0] ne ',';
	shift @rest;
	$steps{$step}->(@arguments);
}
