// SPDX-License-Identifier: Apache-2.0
//! Puts the node together: client, pool, network, Aura, GRANDPA, RPC.

use crate::{
	authoring::{author_by, SkipDisabled, Watched},
	executor::Executor,
	lookout::{self, Alone},
	metrics::Metrics,
	options::Heads,
	rpc::{self, FullDeps},
	votes::{self, VoteKeeper},
	watcher,
};
use futures::FutureExt;
use futures_timer::Delay;
use polkadot_sdk::{
	sc_basic_authorship,
	sc_client_api::{Backend, BlockBackend},
	sc_consensus::{self, DefaultImportQueue},
	sc_consensus_aura::{
		self, BuildAuraWorkerParams, CheckForEquivocation, ImportQueueParams, SlotProportion,
	},
	sc_consensus_grandpa::{
		self, SharedVoterState, ThreeQuartersOfTheUnfinalizedChain, VotingRule, VotingRulesBuilder,
	},
	sc_consensus_slots::{
		self, BackoffAuthoringOnFinalizedHeadLagging, SimpleSlotWorkerToSlotWorker,
	},
	sc_network,
	sc_network_sync::SyncingService,
	sc_offchain,
	sc_service::{self, error::Error as ServiceError, Configuration, TaskManager, WarpSyncConfig},
	sc_telemetry::{Telemetry, TelemetryHandle, TelemetryWorker},
	sc_transaction_pool,
	sc_transaction_pool_api::OffchainTransactionPoolFactory,
	sp_consensus::SyncOracle,
	sp_consensus_aura::{self, sr25519::AuthorityPair as AuraPair},
	sp_keystore::KeystorePtr,
	sp_runtime, sp_timestamp,
	substrate_prometheus_endpoint::Registry,
};
use std::{future::Future, path::PathBuf, sync::Arc, time::Duration};
use tenor_runtime::{apis::RuntimeApi, Block, Hash};

/// The node's client: the runtime always runs as wasm.
pub type FullClient = sc_service::TFullClient<Block, RuntimeApi, Executor>;
/// What the client is kept in.
pub type FullBackend = sc_service::TFullBackend<Block>;
type FullSelectChain = sc_consensus::LongestChain<FullBackend, Block>;
type GrandpaImport =
	sc_consensus_grandpa::GrandpaBlockImport<FullBackend, Block, FullClient, FullSelectChain>;
type BlockImport = Watched<GrandpaImport, FullClient>;
type GrandpaLink = sc_consensus_grandpa::LinkHalf<Block, FullClient, FullSelectChain>;

/// Blocks between two justifications that are kept although nobody asked for them.
const GRANDPA_JUSTIFICATION_PERIOD: u32 = 512;
/// How often GRANDPA gossips, fitted to one-second blocks.
const GRANDPA_GOSSIP: Duration = Duration::from_millis(250);
/// How often a node without peers says so.
const PEERLESS: Duration = Duration::from_secs(30);
/// Share of the slot in which a block is built; the other half is for sending and importing it.
const PROPOSAL_SHARE: f32 = 0.5;

type Service = sc_service::PartialComponents<
	FullClient,
	FullBackend,
	FullSelectChain,
	DefaultImportQueue<Block>,
	sc_transaction_pool::TransactionPoolHandle<Block, FullClient>,
	(BlockImport, GrandpaLink, Option<Telemetry>),
>;

/// The parts that the node and the offline subcommands share.
pub fn new_partial(config: &Configuration, executor: Executor) -> Result<Service, ServiceError> {
	let telemetry = config
		.telemetry_endpoints
		.clone()
		.filter(|endpoints| !endpoints.is_empty())
		.map(|endpoints| -> Result<_, polkadot_sdk::sc_telemetry::Error> {
			let worker = TelemetryWorker::new(16)?;
			let telemetry = worker.handle().new_telemetry(endpoints);
			Ok((worker, telemetry))
		})
		.transpose()?;

	let (client, backend, keystore_container, task_manager) =
		sc_service::new_full_parts::<Block, RuntimeApi, _>(
			config,
			telemetry.as_ref().map(|(_, telemetry)| telemetry.handle()),
			executor,
			Vec::new(),
		)?;
	let client = Arc::new(client);
	let telemetry = telemetry.map(|(worker, telemetry)| {
		task_manager.spawn_handle().spawn("telemetry", None, worker.run());
		telemetry
	});

	if let Some(file) = votes_file(config) {
		votes::recall(&*client, &file)?;
	}
	let select_chain = sc_consensus::LongestChain::new(backend.clone());
	let transaction_pool = Arc::from(
		sc_transaction_pool::Builder::new(
			task_manager.spawn_essential_handle(),
			client.clone(),
			config.role.is_authority().into(),
		)
		.with_options(config.transaction_pool.clone())
		.with_prometheus(config.prometheus_registry())
		.build(),
	);
	let (grandpa_import, grandpa_link) = sc_consensus_grandpa::block_import(
		client.clone(),
		GRANDPA_JUSTIFICATION_PERIOD,
		&client,
		select_chain.clone(),
		telemetry.as_ref().map(|x| x.handle()),
	)?;
	let block_import =
		Watched::new(grandpa_import.clone(), client.clone(), config.prometheus_registry())?;
	let import_queue = import_queue(
		config,
		&client,
		&block_import,
		grandpa_import,
		&task_manager,
		telemetry.as_ref().map(|x| x.handle()),
	)?;

	Ok(sc_service::PartialComponents {
		client,
		backend,
		task_manager,
		import_queue,
		keystore_container,
		select_chain,
		transaction_pool,
		other: (block_import, grandpa_link, telemetry),
	})
}

/// Where a validator keeps its last vote: with its database, so that both go together.
fn votes_file(config: &Configuration) -> Option<PathBuf> {
	let database = config.database.path()?;
	config.role.is_authority().then(|| database.join("votes"))
}

fn import_queue(
	config: &Configuration,
	client: &Arc<FullClient>,
	block_import: &BlockImport,
	justifications: GrandpaImport,
	task_manager: &TaskManager,
	telemetry: Option<TelemetryHandle>,
) -> Result<DefaultImportQueue<Block>, ServiceError> {
	let inherents_client = client.clone();
	Ok(sc_consensus_aura::import_queue::<AuraPair, _, _, _, _, _>(ImportQueueParams {
		block_import: block_import.clone(),
		justification_import: Some(Box::new(justifications)),
		client: client.clone(),
		create_inherent_data_providers: move |parent, _| {
			let client = inherents_client.clone();
			async move {
				let duration = sc_consensus_aura::standalone::slot_duration_at(&*client, parent)?;
				Ok(inherents(duration))
			}
		},
		spawner: &task_manager.spawn_essential_handle(),
		registry: config.prometheus_registry(),
		// The block import looks for them, and counts.
		check_for_equivocation: CheckForEquivocation::No,
		telemetry,
		compatibility_mode: Default::default(),
	})?)
}

/// The slot and the timestamp, both from this machine's clock.
fn inherents(
	slot_duration: sp_consensus_aura::SlotDuration,
) -> (sp_consensus_aura::inherents::InherentDataProvider, sp_timestamp::InherentDataProvider) {
	let timestamp = sp_timestamp::InherentDataProvider::from_system_time();
	let slot = sp_consensus_aura::inherents::InherentDataProvider::from_timestamp_and_slot_duration(
		*timestamp,
		slot_duration,
	);
	(slot, timestamp)
}

/// What the tasks of a running node share.
struct Parts {
	task_manager: TaskManager,
	client: Arc<FullClient>,
	pool: Arc<sc_transaction_pool::TransactionPoolHandle<Block, FullClient>>,
	keystore: KeystorePtr,
	network: Arc<dyn sc_network::service::traits::NetworkService>,
	sync: Arc<SyncingService<Block>>,
	prometheus: Option<Registry>,
	telemetry: Option<TelemetryHandle>,
	offchain_db: Option<<FullBackend as Backend<Block>>::OffchainStorage>,
}

/// What consensus takes over from the partial service and the network.
struct Consensus {
	select_chain: FullSelectChain,
	block_import: BlockImport,
	link: GrandpaLink,
	protocol: sc_network::ProtocolName,
	notifications: Box<dyn sc_network::NotificationService>,
}

/// Starts the whole node.
pub fn new_full<
	N: sc_network::NetworkBackend<Block, <Block as sp_runtime::traits::Block>::Hash>,
>(
	config: Configuration,
	executor: Executor,
) -> Result<TaskManager, ServiceError> {
	let role = config.role;
	let force_authoring = config.force_authoring;
	let name = config.network.node_name.clone();
	let enable_grandpa = !config.disable_grandpa;
	let enable_offchain_workers = config.offchain_worker.enabled;
	let votes = votes_file(&config);
	let boot_nodes = config.network.boot_nodes.len();

	let (mut parts, consensus) = start_services::<N>(config, executor)?;
	if enable_offchain_workers {
		start_offchain_workers(&mut parts, role.is_authority())?;
	}
	if boot_nodes > 0 {
		let sync = parts.sync.clone();
		let word = say_if_alone(sync, boot_nodes, parts.client.chain_info().genesis_hash);
		parts.task_manager.spawn_handle().spawn("peerless", None, word);
	}
	start_watcher(&parts)?;
	let Consensus { select_chain, block_import, link, protocol, notifications } = consensus;
	let alone = role.is_authority().then(|| start_lookout(&parts, force_authoring)).transpose()?;
	if let Some(alone) = alone.clone() {
		start_authoring(&parts, select_chain, block_import, force_authoring, alone)?;
	}
	if enable_grandpa {
		let keystore = parts.keystore.clone();
		let keystore = match votes {
			Some(file) => Some(VoteKeeper::over(keystore, parts.client.clone(), file)?),
			None => role.is_authority().then_some(keystore),
		};
		let voter = sc_consensus_grandpa::Config {
			gossip_duration: GRANDPA_GOSSIP,
			justification_generation_period: GRANDPA_JUSTIFICATION_PERIOD,
			name: Some(name),
			observer_enabled: false,
			keystore,
			local_role: role,
			telemetry: parts.telemetry.clone(),
			protocol_name: protocol,
		};
		start_finality(&parts, voter, link, notifications, alone)?;
	}
	Ok(parts.task_manager)
}

/// Starts everything but consensus: network, RPC, pool, metrics.
fn start_services<
	N: sc_network::NetworkBackend<Block, <Block as sp_runtime::traits::Block>::Hash>,
>(
	config: Configuration,
	executor: Executor,
) -> Result<(Parts, Consensus), ServiceError> {
	let sc_service::PartialComponents {
		client,
		backend,
		mut task_manager,
		import_queue,
		keystore_container,
		select_chain,
		transaction_pool: pool,
		other: (block_import, link, mut telemetry),
	} = new_partial(&config, executor)?;
	let (net_config, metrics, protocol, notifications) = network_config::<N>(&config, &client)?;
	let (network, system_rpc_tx, tx_handler_controller, sync, _bitswap) =
		sc_service::build_network(sc_service::BuildNetworkParams {
			config: &config,
			net_config,
			client: client.clone(),
			transaction_pool: pool.clone(),
			spawn_handle: task_manager.spawn_handle(),
			spawn_essential_handle: task_manager.spawn_essential_handle(),
			import_queue,
			block_announce_validator_builder: None,
			warp_sync_config: Some(warp_sync(&backend, &link)),
			block_relay: None,
			metrics,
			gap_sync_body_policy: None,
		})?;
	let prometheus = config.prometheus_registry().cloned();
	let keystore = keystore_container.keystore();
	let offchain_db = backend.offchain_storage();
	let deps = rpc_deps(&client, &backend, &pool, &task_manager);
	sc_service::spawn_tasks(sc_service::SpawnTasksParams {
		network: network.clone(),
		client: client.clone(),
		keystore: keystore.clone(),
		task_manager: &mut task_manager,
		transaction_pool: pool.clone(),
		rpc_builder: Box::new(move |_| rpc::create_full(&deps).map_err(Into::into)),
		backend,
		system_rpc_tx,
		tx_handler_controller,
		sync_service: sync.clone(),
		config,
		telemetry: telemetry.as_mut(),
		tracing_execute_block: None,
	})?;
	let telemetry = telemetry.as_ref().map(|x| x.handle());
	Ok((
		Parts {
			task_manager,
			client,
			pool,
			keystore,
			network,
			sync,
			prometheus,
			telemetry,
			offchain_db,
		},
		Consensus { select_chain, block_import, link, protocol, notifications },
	))
}

/// What the RPC works with, and the task that follows best blocks for it.
fn rpc_deps(
	client: &Arc<FullClient>,
	backend: &Arc<FullBackend>,
	pool: &Arc<sc_transaction_pool::TransactionPoolHandle<Block, FullClient>>,
	tasks: &TaskManager,
) -> FullDeps {
	let heads = Heads::default();
	let deps = FullDeps {
		client: client.clone(),
		backend: backend.clone(),
		pool: pool.clone(),
		heads: heads.clone(),
	};
	let following = heads.follow(deps.reader());
	tasks.spawn_handle().spawn_blocking("options-heads", Some("rpc"), following);
	deps
}

/// Warp sync by GRANDPA's proofs.
fn warp_sync(backend: &Arc<FullBackend>, link: &GrandpaLink) -> WarpSyncConfig<Block> {
	WarpSyncConfig::WithProvider(Arc::new(sc_consensus_grandpa::warp_proof::NetworkProvider::new(
		backend.clone(),
		link.shared_authority_set().clone(),
		Vec::new(),
	)))
}

type NetworkParts<N> = (
	sc_network::config::FullNetworkConfiguration<
		Block,
		<Block as sp_runtime::traits::Block>::Hash,
		N,
	>,
	sc_network::service::NotificationMetrics,
	sc_network::ProtocolName,
	Box<dyn sc_network::NotificationService>,
);

/// The network's configuration with GRANDPA's protocol in it.
fn network_config<
	N: sc_network::NetworkBackend<Block, <Block as sp_runtime::traits::Block>::Hash>,
>(
	config: &Configuration,
	client: &FullClient,
) -> Result<NetworkParts<N>, ServiceError> {
	let mut net_config = sc_network::config::FullNetworkConfiguration::<Block, _, N>::new(
		&config.network,
		config.prometheus_registry().cloned(),
	);
	let metrics = N::register_notification_metrics(config.prometheus_registry());
	let genesis = client
		.block_hash(0)?
		.ok_or_else(|| ServiceError::Other("the database has no genesis block".into()))?;
	let protocol = sc_consensus_grandpa::protocol_standard_name(&genesis, &config.chain_spec);
	let (set_config, notifications) = sc_consensus_grandpa::grandpa_peers_set_config::<_, N>(
		protocol.clone(),
		metrics.clone(),
		net_config.peer_store_handle(),
	);
	net_config.add_notification_protocol(set_config);
	Ok((net_config, metrics, protocol, notifications))
}

fn start_offchain_workers(parts: &mut Parts, is_validator: bool) -> Result<(), ServiceError> {
	let workers = sc_offchain::OffchainWorkers::new(sc_offchain::OffchainWorkerOptions {
		runtime_api_provider: parts.client.clone(),
		is_validator,
		keystore: Some(parts.keystore.clone()),
		offchain_db: parts.offchain_db.take(),
		transaction_pool: Some(OffchainTransactionPoolFactory::new(parts.pool.clone())),
		network_provider: Arc::new(parts.network.clone()),
		enable_http_requests: false,
		custom_extensions: |_| Vec::new(),
	})?;
	parts.task_manager.spawn_handle().spawn(
		"offchain-workers-runner",
		"offchain-worker",
		workers.run(parts.client.clone(), parts.task_manager.spawn_handle()).boxed(),
	);
	Ok(())
}

/// Says what may be wrong as long as nobody answers: nodes of another chain don't even say that they are.
async fn say_if_alone(sync: Arc<SyncingService<Block>>, boot_nodes: usize, genesis: Hash) {
	loop {
		Delay::new(PEERLESS).await;
		if sync.is_offline() {
			log::warn!(
				"No peers. Of {boot_nodes} boot nodes none answers, or they are of another chain: the genesis here is \
				 {genesis:?}."
			);
		}
	}
}

/// Looks out for others that sign with this validator's keys.
fn start_lookout(parts: &Parts, force_authoring: bool) -> Result<Alone, ServiceError> {
	let client = parts.client.clone();
	let author = author_by(client.clone());
	let (alone, task) = lookout::begin(
		client,
		author,
		parts.keystore.clone(),
		parts.sync.clone(),
		force_authoring,
	)?;
	parts.task_manager.spawn_essential_handle().spawn("lookout", None, task);
	Ok(alone)
}

fn start_watcher(parts: &Parts) -> Result<(), ServiceError> {
	let metrics = parts.prometheus.as_ref().map(Metrics::register).transpose()?;
	parts.task_manager.spawn_handle().spawn_blocking(
		"engine-watcher",
		Some("metrics"),
		watcher::watch(parts.client.clone(), metrics),
	);
	Ok(())
}

fn start_authoring(
	parts: &Parts,
	select_chain: FullSelectChain,
	block_import: BlockImport,
	force_authoring: bool,
	alone: Alone,
) -> Result<(), ServiceError> {
	let proposer_factory = sc_basic_authorship::ProposerFactory::new(
		parts.task_manager.spawn_handle(),
		parts.client.clone(),
		parts.pool.clone(),
		parts.prometheus.as_ref(),
		parts.telemetry.clone(),
	);
	let slot_duration = sc_consensus_aura::slot_duration(&*parts.client)?;
	let worker = sc_consensus_aura::build_aura_worker::<AuraPair, _, _, _, _, _, _, _, _>(
		BuildAuraWorkerParams {
			client: parts.client.clone(),
			block_import,
			proposer_factory,
			keystore: parts.keystore.clone(),
			sync_oracle: parts.sync.clone(),
			justification_sync_link: parts.sync.clone(),
			force_authoring,
			// Authoring slows down when finality lags far behind, so that a split network does
			// not grow two long chains.
			backoff_authoring_blocks: Some(BackoffAuthoringOnFinalizedHeadLagging::default()),
			block_proposal_slot_portion: SlotProportion::new(PROPOSAL_SHARE),
			max_block_proposal_slot_portion: None,
			telemetry: parts.telemetry.clone(),
			compatibility_mode: Default::default(),
		},
	);
	let aura = sc_consensus_slots::start_slot_worker(
		slot_duration,
		select_chain,
		SkipDisabled::new(
			SimpleSlotWorkerToSlotWorker(worker),
			parts.client.clone(),
			parts.keystore.clone(),
		),
		parts.sync.clone(),
		move |_, ()| async move { Ok(inherents(slot_duration)) },
	);
	parts.task_manager.spawn_essential_handle().spawn_blocking(
		"aura",
		Some("block-authoring"),
		once_alone(Some(alone), aura),
	);
	Ok(())
}

/// Votes go to the best block, and not two blocks behind it as by default: at one block a second that
/// alone would be two seconds. While finality lags, to three quarters of what is not final.
fn voting_rule() -> impl VotingRule<Block, FullClient> + Clone {
	VotingRulesBuilder::new().add(ThreeQuartersOfTheUnfinalizedChain).build()
}

fn start_finality(
	parts: &Parts,
	config: sc_consensus_grandpa::Config,
	link: GrandpaLink,
	notification_service: Box<dyn sc_network::NotificationService>,
	alone: Option<Alone>,
) -> Result<(), ServiceError> {
	let voter = sc_consensus_grandpa::run_grandpa_voter(sc_consensus_grandpa::GrandpaParams {
		config,
		link,
		network: parts.network.clone(),
		sync: Arc::new(parts.sync.clone()),
		notification_service,
		voting_rule: voting_rule(),
		prometheus_registry: parts.prometheus.clone(),
		shared_voter_state: SharedVoterState::empty(),
		telemetry: parts.telemetry.clone(),
		offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(parts.pool.clone()),
	})?;
	parts.task_manager.spawn_essential_handle().spawn_blocking(
		"grandpa-voter",
		None,
		once_alone(alone, voter),
	);
	Ok(())
}

/// A task that begins when it is known that nobody else signs for this validator. Where somebody does, the
/// node ends, and the task with it.
async fn once_alone<T: Default>(alone: Option<Alone>, task: impl Future<Output = T>) -> T {
	if let Some(alone) = alone {
		if alone.await.is_err() {
			return T::default();
		}
	}
	task.await
}
