//! Texts of one invented report in seven languages.

/// The languages, and some 300 words and more of each.
pub fn all() -> Vec<(&'static str, String)> {
    PARAGRAPHS
        .iter()
        .map(|(language, paragraph)| (*language, [*paragraph; 4].join("\n\n")))
        .collect()
}

const PARAGRAPHS: &[(&str, &str)] = &[
    ("English", ENGLISH),
    ("German", GERMAN),
    ("French", FRENCH),
    ("Russian", RUSSIAN),
    ("Arabic", ARABIC),
    ("Chinese", CHINESE),
    ("Thai", THAI),
];

const ENGLISH: &str = "The harbour council of Kelvara voted on Tuesday to close the northern lock \
    for six weeks, after divers found cracks in two of its four gates. \"We cannot wait for the \
    spring floods,\" said Ilse Tarn, who leads the port authority. Some 1,200 barges pass the lock \
    each month, most of them with grain, timber and cement for the towns upriver. Owners of smaller \
    boats fear that the detour over the old canal will cost them 40 hours a trip. A spokesman for \
    the ministry of transport said that the state would pay 3.5 million crowns towards the repair, \
    and that no jobs were at risk. The opposition called the plan late and badly prepared.";

const GERMAN: &str = "Der Hafenrat von Kelvara hat am Dienstag beschlossen, die nördliche Schleuse \
    für sechs Wochen zu schließen, nachdem Taucher an zwei der vier Tore Risse gefunden hatten. \
    „Wir können nicht auf die Frühjahrsflut warten“, sagte Ilse Tarn, die Leiterin der Behörde. \
    Jeden Monat fahren rund 1.200 Kähne durch die Schleuse, die meisten mit Getreide, Holz und \
    Zement für die Städte am Oberlauf. Die Eigner kleinerer Boote fürchten, dass der Umweg über den \
    alten Kanal sie 40 Stunden je Fahrt kostet. Das Verkehrsministerium will 3,5 Millionen Kronen \
    zuschießen. Die Opposition nannte den Plan verspätet und schlecht vorbereitet.";

const FRENCH: &str = "Le conseil du port de Kelvara a décidé mardi de fermer l’écluse du nord \
    pendant six semaines, après que des plongeurs ont trouvé des fissures dans deux de ses quatre \
    portes. « Nous ne pouvons pas attendre les crues du printemps », a déclaré Ilse Tarn, qui dirige \
    l’autorité portuaire. Quelque 1 200 péniches passent l’écluse chaque mois, la plupart chargées \
    de céréales, de bois et de ciment. Les propriétaires de petits bateaux craignent que le détour \
    par l’ancien canal ne leur coûte 40 heures. L’État versera 3,5 millions de couronnes. \
    L’opposition a jugé le plan tardif et mal préparé.";

const RUSSIAN: &str = "Совет порта Кельвары во вторник решил закрыть северный шлюз на шесть недель, \
    после того как водолазы нашли трещины в двух из четырёх ворот. «Мы не можем ждать весеннего \
    паводка», — сказала Ильзе Тарн, глава портового управления. Каждый месяц через шлюз проходят \
    около 1200 барж, в основном с зерном, лесом и цементом для городов выше по реке. Владельцы \
    небольших судов опасаются, что обход по старому каналу отнимет у них 40 часов. Министерство \
    транспорта выделит 3,5 миллиона крон. Оппозиция назвала план запоздалым и плохо подготовленным.";

const ARABIC: &str = "قرر مجلس ميناء كلفارا يوم الثلاثاء إغلاق الهويس الشمالي لمدة ستة أسابيع بعد \
    أن عثر الغواصون على شقوق في اثنتين من بواباته الأربع. وقالت إلزه تارن التي ترأس هيئة الميناء \
    إنه لا يمكن انتظار فيضانات الربيع. وتعبر الهويس كل شهر نحو 1200 صندل معظمها محمل بالحبوب \
    والأخشاب والإسمنت للمدن الواقعة أعلى النهر. ويخشى أصحاب القوارب الصغيرة أن يكلفهم الالتفاف عبر \
    القناة القديمة أربعين ساعة في كل رحلة. وستدفع الدولة ثلاثة ملايين ونصف المليون كرون. ووصفت \
    المعارضة الخطة بأنها متأخرة وسيئة الإعداد.";

const CHINESE: &str = "凯尔瓦拉港务委员会星期二决定，北船闸关闭六周，此前潜水员在四扇闸门中的两扇上发现了裂缝。\
    港务局局长伊尔莎·塔恩说：“我们不能等到春汛。”每个月约有一千二百艘驳船通过这座船闸，大多运载粮食、木材和水泥前往上游\
    城镇。小船船主担心，绕行旧运河会使他们每趟多花四十个小时。交通部发言人表示，国家将为维修支付三百五十万克朗，没有人会\
    因此失业。反对派称这一计划来得太迟，而且准备不足。";

const THAI: &str = "สภาท่าเรือมีมติเมื่อวันอังคารให้ปิดประตูน้ำด้านเหนือเป็นเวลาหกสัปดาห์ หลังจากนักประดาน้ำพบรอยร้าวที่ประตู\
    สองบานจากทั้งหมดสี่บาน หัวหน้าการท่าเรือกล่าวว่าไม่สามารถรอน้ำหลากในฤดูใบไม้ผลิได้ ทุกเดือนมีเรือบรรทุกสินค้าราวหนึ่งพัน\
    สองร้อยลำผ่านประตูน้ำแห่งนี้ ส่วนใหญ่ขนข้าว ไม้ และปูนซีเมนต์ เจ้าของเรือเล็กเกรงว่าการอ้อมคลองเก่าจะทำให้เสียเวลา\
    เพิ่มขึ้นเที่ยวละสี่สิบชั่วโมง รัฐบาลจะจ่ายเงินช่วยซ่อมสามล้านครึ่ง";
