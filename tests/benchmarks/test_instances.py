"""The loaders read the published formats: small problems written out, solved through the library, with answers known by hand."""

from benchmarks.instances import cap, cordeau, gap, like_cap, like_gap, like_pmed, like_x, pmed, solomon, vrplib
from fugong.planning.assignment import assign_officers
from fugong.planning.budget import Budget
from fugong.planning.siting.plan import site_points
from fugong.planning.trips.plan import plan_trips

SHORT, FEW = Budget(5), Budget(5, 200)

CVRP = """NAME : tiny
TYPE : CVRP
DIMENSION : 4
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 5
NODE_COORD_SECTION
1 0 0
2 0 3
3 4 3
4 4 0
DEMAND_SECTION
1 0
2 2
3 2
4 2
DEPOT_SECTION
1
-1
EOF
"""


def test_a_plain_instance() -> None:
    plan = plan_trips(**vrplib(CVRP).arguments(), budget=FEW)
    assert (
        plan.cost == 18 and len(plan.trips) == 2 and plan.feasible
    )  # 0-2-3-0 and 0-4-0: 3 + 4 + 5 and 8 is 20; 6 and 12 is 18


def test_distances_written_out() -> None:
    text = CVRP.split("NODE_COORD_SECTION")[0].replace("EUC_2D", "EXPLICIT\nEDGE_WEIGHT_FORMAT : LOWER_ROW")
    text += "EDGE_WEIGHT_SECTION\n3\n5 4\n4 5 3\nDEMAND_SECTION" + CVRP.split("DEMAND_SECTION")[1]
    assert plan_trips(**vrplib(text).arguments(), budget=FEW).cost == 18


def test_a_heterogeneous_fleet() -> None:
    text = CVRP.replace("CAPACITY : 5", "VEHICLES : 3").replace(
        "DEPOT_SECTION",
        "CAPACITY_SECTION\n1 6\n2 2\n3 2\nVEHICLES_FIXED_COST_SECTION\n1 100\n2 1\n3 1\n"
        "VEHICLES_UNIT_DISTANCE_COST_SECTION\n1 2\n2 3\n3 3\nDEPOT_SECTION",
    )
    routes = vrplib(text)
    assert [(coach.seats, coach.count, coach.fixed, coach.per_km) for coach in routes.fleet] == [
        (6, 1, 100, 2000),
        (2, 2, 1, 3000),
    ]
    assert plan_trips(**routes.arguments(), budget=FEW).cost == 100 + 2 * 14


def test_several_depots_in_one_file() -> None:
    text = (
        CVRP.replace("CAPACITY", "VEHICLES : 2\nCAPACITY")
        .replace("2 2\n3 2", "2 2\n3 0")
        .replace("\n1\n-1", "\n1\n3\n-1")
    )
    text = text.replace("DEPOT_SECTION", "VEHICLES_DEPOT_SECTION\n1 1\n2 3\nDEPOT_SECTION")
    plan = plan_trips(**vrplib(text).arguments(), budget=FEW)
    assert plan.feasible and plan.cost == 12 and {trip.calls[0].at for trip in plan.trips} == {"d0", "d2"}


SOLOMON = """R101

VEHICLE
NUMBER     CAPACITY
  2         200

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      0         0          0          0       230          0
    1     10         0         10          0        15         10
    2     20         0          7         90       100         10
"""


def test_time_windows() -> None:
    routes = solomon(SOLOMON)
    plan = plan_trips(**routes.arguments(), budget=FEW)
    assert plan.cost == 40 * routes.scale and plan.feasible
    assert {call.at: call.arrives for call in plan.trips[0].calls if call.kind == "pick"} == {"s1": 150, "s2": 900}


def test_cordeaus_depots() -> None:
    text = "2 1 2 2\n0 10\n0 10\n1 0 3 0 4 1 2 1 2\n2 10 3 0 4 1 2 1 2\n3 0 0 0 0 0 0\n4 10 0 0 0 0 0\n"
    routes = cordeau(text)
    plan = plan_trips(**routes.arguments(), budget=FEW)
    assert plan.cost == 12 * routes.scale and len(plan.trips) == 2


def test_p_median() -> None:
    plan = site_points(**pmed("4 3 1\n1 2 5\n2 3 1\n3 4 1\n").arguments(), budget=SHORT)
    assert plan.cost == 8 and plan.ended == "optimal" and plan.points[0].site in ("p1", "p2")


def test_facility_location() -> None:
    text = "2 2\n10 100\n10 1\n5\n50 60\n8\n80 90\n"
    plan = site_points(**cap(text).arguments(), budget=SHORT)
    assert plan.cost == 101 + 50 + 80 + min(10 * 3 / 5, 10 * 3 / 8) and plan.gap == 0
    blank = text.replace("\n10 ", "\ncapacity ")
    assert site_points(**cap(blank, 13).arguments(), budget=SHORT).cost == 151


def test_generalised_assignment() -> None:
    (tasks,) = gap("1\n2 3\n9 2 3\n1 8 4\n1 1 1\n1 1 1\n2 1\n")
    plan = assign_officers(**tasks.arguments(), budget=SHORT)
    assert -plan.cost == 9 + 8 + 3 and plan.ended == "optimal"
    (tasks,) = gap("1\n2 3\n9 2 3\n1 8 4\n1 1 1\n1 1 1\n2 1\n", maximise=False)
    assert assign_officers(**tasks.arguments(), budget=SHORT).cost == 1 + 2 + 3


def test_generators_give_problems_that_can_be_solved() -> None:
    assert plan_trips(**like_x(12, 1).arguments(), budget=FEW).feasible
    assert site_points(**like_pmed(20, 3, 1).arguments(), budget=SHORT).gap == 0
    assert site_points(**like_cap(6, 15, 1).arguments(), budget=SHORT).gap == 0
    assert assign_officers(**like_gap("d", 3, 12, 1).arguments(), budget=SHORT).gap == 0
